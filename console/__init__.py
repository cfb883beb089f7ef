"""The pages: operator console, public page and web chat."""
