"""Files from residents and staff: their bytes, their rows, the versions of pictures."""
