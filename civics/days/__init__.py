"""Working days, lunar days, and how a date is written for people."""
