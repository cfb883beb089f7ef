"""Guided dialogs as pure scripts: generator functions without I/O, fed with the answers a person gave."""
