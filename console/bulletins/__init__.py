"""Writing bulletins: what the form says, the gate, what is shown beside it."""
