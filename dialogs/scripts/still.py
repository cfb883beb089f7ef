"""After "chưa xong" on the public page: one question, what is still to be done there, with a photo if it helps."""

from dataclasses import dataclass

from core.message import Json, Media
from dialogs.engine.questions import came_along, write
from dialogs.engine.script import Dialog, Here, Script, look

MOST = 5_000  # characters


@dataclass(frozen=True, slots=True)
class Still:
    """What somebody saw of a released case. `case_id`: 0 for one that is no longer known."""

    case_id: int
    text: str
    media: tuple[Media, ...] = ()


def _about(found: Json) -> int:
    return found if isinstance(found, int) else 0


def still(_here: Here) -> Script[Still]:
    """One message, with photos if they help."""
    case_id = yield from look("about", "released_case", _about)
    text = yield from write("text", "opened.still_ask", most=MOST, or_voice=True)
    files = yield from came_along("photos")
    return Still(case_id, "\n".join(each for each in (text, files.notes) if each), files.media)


STILL: Dialog[Still] = Dialog("still", 1, still, text="text", media="photos")
