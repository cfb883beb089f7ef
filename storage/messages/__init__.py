"""Incoming and outgoing messages: inbox, outbox, chats, and the dialogs in progress."""
