"""The registry of a province: its wards, who serves them, and how they are."""
