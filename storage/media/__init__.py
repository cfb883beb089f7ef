"""Files that people send and staff answer with: their bytes, their rows, what a picture shows."""
