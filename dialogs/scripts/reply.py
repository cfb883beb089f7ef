"""An answer to a bulletin in a person's own words. It becomes a case that the ward answers."""

from dataclasses import dataclass

from core.message import Json, Media
from dialogs.engine.questions import came_along, write
from dialogs.engine.script import Dialog, Here, Script, look

MOST = 5_000  # characters


@dataclass(frozen=True, slots=True)
class BulletinReply:
    """What is to be filed. `bulletin`: which one it answers, 0 for one that no longer exists."""

    bulletin: int
    text: str
    media: tuple[Media, ...] = ()


def _about(found: Json) -> int:
    return found if isinstance(found, int) else 0


def reply(_here: Here) -> Script[BulletinReply]:
    """One message, with files if they help. Words that came with a quote are not asked for again."""
    about = yield from look("about", "bulletin", _about)
    text = yield from write("text", "bulletin.reply_ask", most=MOST, or_voice=True)
    files = yield from came_along("photos")
    return BulletinReply(about, "\n".join(each for each in (text, files.notes) if each), files.media)


REPLY: Dialog[BulletinReply] = Dialog("reply", 1, reply, text="text", media="photos")
