"""An answer that grows over many messages: files, and the words that came with them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from core.message import LARGEST_FILE, Incoming, Json, Media, MediaKind
from core.text import normal
from dialogs.engine.errors import RefusedError

MOST_FILES = 20
_LONGEST_NOTES = 10_000


@dataclass(frozen=True, slots=True)
class Collected:
    """Files in the order in which they came, and the words sent with them."""

    media: tuple[Media, ...] = ()
    notes: str = ""


def collect(so_far: Json, incoming: Incoming) -> Json:
    """The answer with this message added. Raises RefusedError when it holds neither file nor word, or too many."""
    kept: Mapping[str, Json] = so_far if isinstance(so_far, dict) else {}
    old = kept.get("media")
    media = list(old) if isinstance(old, list) else []
    notes = str(kept.get("notes") or "")
    text = normal(incoming.text).strip()
    if not incoming.media and not text:
        raise RefusedError("dialogs.send_files")
    if len(media) + len(incoming.media) > MOST_FILES:
        raise RefusedError("dialogs.too_many_files", most=MOST_FILES)
    known = {each.get("ref") for each in media if isinstance(each, dict)}
    media += [as_json(each) for each in incoming.media if each.ref not in known]
    notes = f"{notes}\n{text}".strip()
    if len(notes) > _LONGEST_NOTES:
        raise RefusedError("dialogs.too_long", most=_LONGEST_NOTES)
    return {"media": media, "notes": notes, "whole": False}


def small(incoming: Incoming) -> Incoming:
    """The message without files that are larger than any platform hands over. The sender is told of them elsewhere."""
    fitting = tuple(each for each in incoming.media if each.size <= LARGEST_FILE)
    return incoming if len(fitting) == len(incoming.media) else replace(incoming, media=fitting)


def close(so_far: Json) -> Json:
    """The answer as it is, marked as complete."""
    return {**(so_far if isinstance(so_far, dict) else {"media": [], "notes": ""}), "whole": True}


def reopened(answer: Json) -> Json:
    """The answer, open for more. If there was none, an empty one."""
    return {**(answer if isinstance(answer, dict) else {"media": [], "notes": ""}), "whole": False}


def collected(answer: Json) -> tuple[Collected, bool]:
    """The content of an answer, and whether it is complete. Raises RefusedError on anything else."""
    if answer is None:
        return Collected(), False
    if not isinstance(answer, dict):
        raise RefusedError("dialogs.send_files")
    raw = answer.get("media", [])
    if not isinstance(raw, list):
        raise RefusedError("dialogs.send_files")
    media = tuple(as_media(each) for each in raw if isinstance(each, dict))
    return Collected(media, str(answer.get("notes") or "")), bool(answer.get("whole"))


def as_json(media: Media) -> dict[str, Json]:
    """A file in the form in which an answer holds it."""
    return {**asdict(media), "kind": media.kind.value}


def as_media(kept: Mapping[str, Json]) -> Media:
    """The file of `as_json`."""
    return Media(**{**kept, "kind": MediaKind(str(kept["kind"]))})  # type: ignore[arg-type]  # our own JSON
