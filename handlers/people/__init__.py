"""A person's own matters: consents, households, the move to another chat, the right to be forgotten."""
