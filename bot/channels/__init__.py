"""One adapter per platform, each behind `core.channel.Channel`."""
