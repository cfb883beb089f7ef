"""The database itself: connection, writer, unit of work, seal, migrations, backup, jobs."""
