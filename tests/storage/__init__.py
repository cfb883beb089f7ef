"""Tests of everything durable, on SQLite and on PostgreSQL."""
