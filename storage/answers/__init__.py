"""The records that the ward answers from, what chats were answered last, and what was asked in vain."""
