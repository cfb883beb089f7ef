"""The rules of bulletins: states, schedules, keywords, what must not be sent."""
