"""Residents, staff and their sessions; moving to another chat, recovery."""
