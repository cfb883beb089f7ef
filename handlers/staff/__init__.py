"""Notices to staff: sent to their own chats and mailboxes, without a word about the matter itself."""
