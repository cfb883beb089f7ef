"""The child process of `storage.media.looking`: it decodes pictures and opens documents, within limits.

`python -m papers.looking_child`. It has no settings and no key, writes no file, and holds one file at a time.
"""

from pathlib import Path

from civics.bulletins import state_secrets
from civics.cases.proof import Box
from core.errors import RefusedFileError
from core.message import Json
from papers import document_text, page_pictures
from storage.media import pictures
from storage.media.kinds import picture_kind
from storage.media.looking import BESIDE, MARKS, PAGE, SEE, SMALL
from storage.media.subprocesses import PICTURES, Answer, Head, serve

_GROWN = 100 * 1024 * 1024  # bytes; a child above this is replaced, because it hardly returns memory to the system
_MOST_MARKS = 50  # per document; nobody reads more


def answer(head: Head, content: bytes) -> Answer:
    """Do one piece of work. A file that needs too much memory or time is refused and not tried in another way."""
    try:
        return _answer(head, content)
    except RefusedFileError as error:
        return {"refused": error.reason}, ()
    except MemoryError:
        return {"refused": "too_many_pixels" if picture_kind(content[:16]) else "broken"}, ()
    except Exception:  # readers of foreign formats can raise any error
        return {"refused": "broken"}, ()


def _answer(head: Head, content: bytes) -> Answer:
    what = head["do"]
    if what == SEE:
        seen = pictures.see(content, _boxes(head))
        about: dict[str, Json] = {
            "mime": seen.mime,
            "width": seen.width,
            "height": seen.height,
            "taken_at": seen.taken_at,
            "place": list(seen.place) if seen.place else [],
        }
        return about, (seen.shown, seen.thumb)
    if what == SMALL:
        return {}, (pictures.small_jpeg(Path(str(head["path"]))),)
    if what == BESIDE:
        first = int(str(head["first"]))
        return {}, (pictures.beside(content[:first], content[first:]),)
    if what == PAGE:
        drawn, pages = page_pictures.draw(content, int(str(head["number"])))
        return {"pages": pages}, (drawn,)
    assert what == MARKS
    said = document_text.said(str(head["mime"]), content)
    found = () if said is None else state_secrets.scan(said.text, where="file")[:_MOST_MARKS]
    marks: list[Json] = [[each.level, each.what, each.where, each.line] for each in found]
    return {"marks": marks, "whole": said is not None and said.whole}, ()


def _boxes(head: Head) -> tuple[Box, ...]:
    given = head.get("boxes")
    rows = [each for each in given if isinstance(each, list)] if isinstance(given, list) else []
    return tuple(Box(*(float(str(number)) for number in row)) for row in rows)


if __name__ == "__main__":
    serve(answer, PICTURES, most=_GROWN)
