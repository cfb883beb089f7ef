"""Bulletins: writing, approval, sending, corrections, series, reports."""
