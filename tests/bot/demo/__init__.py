"""The demo ward, and its restart after changes."""
