"""The guided dialogs themselves, one file per dialog."""
