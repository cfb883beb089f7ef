"""The roll of households and who speaks for each."""
