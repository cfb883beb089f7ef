"""A person's own affairs: consents, households, moving to another chat, erasing."""
