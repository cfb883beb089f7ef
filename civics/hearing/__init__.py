"""What people mean by what they say. Pure rules; the phrases lie as data in `sayings`."""
