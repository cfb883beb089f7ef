"""Urgent notices to staff: by which ways an account gets them, and what was sent. They never quote a case."""
