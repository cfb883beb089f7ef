"""Every table, one file per subject. Foreign keys cross subjects; this is the one room for all of them."""
