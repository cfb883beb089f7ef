"""Notices to staff: said to their own chats and mailboxes, without a word of what they are about."""
