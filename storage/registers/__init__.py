"""The registers: entries with their lines, files and steps, and the reports that count them."""
