"""Acts that one person asks for and a second allows."""
