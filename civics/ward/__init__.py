"""The ward as data: its groups and hamlets, its roll, the roles of its staff."""
