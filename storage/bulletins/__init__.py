"""Bulletins: written, approved, spread, corrected, repeated, reported."""
