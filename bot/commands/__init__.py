"""The commands that an operator calls by name on the command line."""
