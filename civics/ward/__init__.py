"""The ward as data: its groups and hamlets, the roll of households, the roles of its staff."""
