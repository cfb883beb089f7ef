"""The process that a ward runs in: where the installation stands, its memory, and what wards share."""
