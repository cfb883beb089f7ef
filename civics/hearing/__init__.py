"""What people mean by what they say. Pure rules; the phrases are data in `sayings`."""
