"""Everything durable: SQL through SQLAlchemy Core, and the files that people send."""
