"""Proof before done: for topics that the ward marks, a result is told with a photo of it, or with a reason for none."""

from collections.abc import Collection
from dataclasses import dataclass

from civics.cases.moves import Says, Why
from civics.cases.petitions import PetitionKind
from core.errors import ConflictError
from core.text import normal

KINDS = frozenset({PetitionKind.PHAN_ANH, PetitionKind.KIEN_NGHI})  # a question or a đơn is answered by words
MOST_BOXES = 30  # of one picture


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture that nobody shall see: left, top, width and height as shares of the picture, 0 to 1."""

    left: float
    top: float
    width: float
    height: float


def box(left: float, top: float, width: float, height: float) -> Box | None:
    """The box within the picture; None where nothing of the picture is in it."""
    left, top, right, bottom = (min(1.0, max(0.0, each)) for each in (left, top, left + width, top + height))
    return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None


def asks(verb: Says, *, kind: str, topic: str, sealed: bool, topics: Collection[str]) -> bool:
    """Whether what is said needs a photo of the result. `topics`: those that the ward has marked."""
    return verb is Says.ANSWER and not sealed and kind in KINDS and topic in topics


def reason(text: str) -> str:
    """Why there is no photo, as it is kept."""
    return normal(text).strip()[:500]


def check(*, photos: int, why: str) -> None:
    """Raises ConflictError: PROOF where there is neither a photo nor a reason."""
    if not photos and not reason(why):
        raise ConflictError("This topic needs a photo of the result, or a reason for none.", why=Why.PROOF)
