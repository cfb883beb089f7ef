"""The answers to arrivals: routing, private chats, groups, presses, commands."""
