"""What Telegram can show, and how fast it lets a bot write (core.telegram.org/bots/api, core.telegram.org/bots/faq).

It is separate from the adapter, so that code that needs these figures does not load aiogram.
"""

from core.channel import Pace, Shows

SHOWS = Shows(
    text_limit=4096,
    caption_limit=1024,
    buttons=100,
    edits=True,
    groups=True,
    location_button=True,
    presses_spin=True,
    reactions=True,
)
PACE = Pace(per_second=30.0, per_chat_second=1.0, per_group_minute=20.0)
