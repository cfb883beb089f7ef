"""Files as offices make them, written here by hand with the value that is right: no foreign file is kept."""
