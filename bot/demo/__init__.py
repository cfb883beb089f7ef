"""A small believable ward for who tries the program: invented people, real procedures."""
