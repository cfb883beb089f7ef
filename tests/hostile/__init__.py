"""Attackers, written down as tests: each tries what a stranger, an insider or a thief of the database would."""
