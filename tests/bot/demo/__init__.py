"""The demo ward, and what starts it anew."""
