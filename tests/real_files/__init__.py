"""Files as offices make them, made here with the expected values: no foreign file is stored in the repository."""
