"""A small believable ward for people who try the program: invented people, real procedures."""
