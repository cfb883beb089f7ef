"""Bulletins to many chats: acts of staff, layout per channel, pace and report. Replies never wait for bulk sending."""
