"""The pages of the roll of households."""
