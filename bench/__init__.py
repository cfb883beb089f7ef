"""How fast a message goes from the hook to the platform, beside a bare aiogram bot: `python -m bench`."""
