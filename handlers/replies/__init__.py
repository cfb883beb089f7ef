"""How an answer is put together: the turn, its choices, its menu."""
