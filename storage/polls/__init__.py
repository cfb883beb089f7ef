"""Consultations: drafts, openings, ballots, opinions, meetings, results."""
