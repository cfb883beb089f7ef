"""Answers to residents' questions from records that the ward has reviewed. Pure rules; the phrases are in `sayings`."""
