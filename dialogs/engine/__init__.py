"""The engine of guided dialogs. It plays any script, and knows none."""
