"""`danban read picture`: whether a file of a person is kept, as what, and what a page would show of it."""

from io import BytesIO

from core.errors import RefusedFileError
from core.message import Json
from core.settings import Settings
from core.words import Words
from storage.media.looking import Looker


def read(settings: Settings, name: str, content: bytes) -> dict[str, Json]:
    """What the service would keep; `reason` says why it would not."""
    del settings, name
    looker = Looker()
    try:
        seen = looker.see(content)
    except RefusedFileError as error:
        says = Words.load().say("vi", f"desk.file.reason.{error.reason}")
        return {"kept": False, "refused": error.reason, "reason": error.reason, "says": says}
    finally:
        looker.close()
    return {
        "kept": True,
        "reason": "",
        "mime": seen.mime,
        "ending": seen.ending,
        "width": seen.width,
        "height": seen.height,
        "taken_at": seen.taken_at,
        "shown": _size(seen.shown),
    }


def _size(shown: bytes) -> Json:
    """Width and height of the version for people; none for what is only offered to be saved."""
    if not shown:
        return None
    from PIL import Image  # noqa: PLC0415  # only this command needs it, and each start would load it

    with Image.open(BytesIO(shown)) as image:
        return {"width": image.width, "height": image.height, "bytes": len(shown)}
