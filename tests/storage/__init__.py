"""What the durable side holds, on SQLite and on PostgreSQL."""
