"""Acts that one person requests and a second person approves."""
