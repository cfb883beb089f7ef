"""What answers an arrival: routing, private chats, groups, presses, commands."""
