"""What people mean by what they say: language, wish, right, kind, topic, danger, place. Pure rules; the data lies in `sayings`."""
