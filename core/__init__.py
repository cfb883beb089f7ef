"""What all floors share: values, protocols, errors and rules for text. Uses the standard library only."""
