"""Work that concerns several subjects at once: erasing, moving, dispatch, wiping."""
