"""The rules of consultations: gates, drafts, ballots, majorities, opinions."""
