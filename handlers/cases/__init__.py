"""Cases as the service handles them: filing, adding, notices, reminders."""
