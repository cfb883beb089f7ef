"""The pages of the ward itself: sign-in, staff, settings, duty, alerts, the public front page."""
