"""Notices to staff: where an account is told of what cannot wait, and what it was told. Never a word of a case."""
