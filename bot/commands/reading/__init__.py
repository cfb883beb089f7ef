"""What `danban read` shows of each kind of file: one module per kind, by the functions that the service itself uses."""
