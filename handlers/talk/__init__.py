"""Dialogs in progress: one turn of a dialog, the effects of a finished one, and the facts that it looks up."""
