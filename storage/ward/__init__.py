"""The ward's own records: settings, trail, alerts, and who may see which case."""
