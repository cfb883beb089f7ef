"""Dialogs in progress: one turn, what a finished one causes, what it looks up."""
