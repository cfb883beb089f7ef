"""After "chưa xong": one question, why. It may be skipped; the case is open again in any case."""

from dataclasses import dataclass

from core.message import Json, Media
from dialogs.engine.questions import came_along, write_or_skip
from dialogs.engine.script import Dialog, Here, Script, look

MOST = 5_000  # characters


@dataclass(frozen=True, slots=True)
class NotDone:
    """What is still to be done, in the resident's words; "" and no files when the question was skipped."""

    case_id: int
    text: str
    media: tuple[Media, ...] = ()


def _about(found: Json) -> int:
    return found if isinstance(found, int) else 0


def not_done(_here: Here) -> Script[NotDone]:
    """One message, with photos if they help."""
    case_id = yield from look("about", "reopened_case", _about)
    text = yield from write_or_skip("text", "feedback.why", most=MOST)
    files = yield from came_along("photos")
    return NotDone(case_id, "\n".join(each for each in (text, files.notes) if each), files.media)


NOT_DONE: Dialog[NotDone] = Dialog("not_done", 1, not_done, text="text", media="photos")
