"""One adapter a platform, each behind `core.channel.Channel`."""
