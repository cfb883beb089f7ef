"""Consultations as the service handles them: voters, ballots, invitations, reminders."""
