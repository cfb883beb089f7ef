"""Messages to many: plan, audience, spread, pace and tally. Bulk sending lives here; replies never wait for it."""
