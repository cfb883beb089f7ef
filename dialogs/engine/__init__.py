"""The engine of guided dialogs: it plays any script, and knows none."""
