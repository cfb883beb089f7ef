"""Messages on their way in and out: inbox, outbox, chats, and the dialogs in progress."""
