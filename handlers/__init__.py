"""What the service does with one message. Synchronous, inside one transaction, no framework."""
