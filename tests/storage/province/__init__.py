"""The registry of a province."""
