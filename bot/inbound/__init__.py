"""How messages come in: hooks, polling, tokens, and the limits at the door."""
