"""The way of a message through the log: arrived, handled, sent, under one id.

The id is a keyed digest of the chat and the day. So one search finds what came from a chat and what went to it, on that
day and in all processes, and nobody can tell from it whose chat it is. It never joins two chats: what a message causes
in another one (a notice to staff, say) has that chat's id, because the log must not say whom a denunciation came from.
"""

import logging
from datetime import datetime

from core.logs import get_logger
from storage.database.seal import Seal

log = get_logger("way")


def told(seal: Seal, now: datetime, step: str, lane: tuple[str, str, str], **ids: int | str) -> None:
    """Log a step of the message with these ids. `lane`: channel, bot, chat. Nothing unless the log is asked for it."""
    if log.isEnabledFor(logging.INFO):
        way = seal.name(f"way {now:%Y-%m-%d}", "\x1f".join(lane))[:16]
        log.info(step, extra={"way": way, "channel": lane[0], **ids})
