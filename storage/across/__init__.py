"""What touches many subjects at once: erasing, moving, dispatch, wiping."""
