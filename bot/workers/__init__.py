"""What works in the background: handling, sending, fetching, making papers, timed jobs."""
