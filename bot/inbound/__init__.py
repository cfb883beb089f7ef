"""How messages come in: hooks, polling, tokens, and limits for HTTP."""
