"""A message as it is stored: what belongs to what, sealed always, and in the parts that a platform takes."""

import dataclasses
import json
from dataclasses import dataclass

from core.message import Json, Outgoing, outgoing_from_json, to_json
from core.text import split
from storage.database.seal import ring_of
from storage.database.unit import UnitOfWork

_ABOUT = "~about"  # in a sealed body: the sealed case and its entry


@dataclass(frozen=True, slots=True)
class About:
    """What a message belongs to: a case and the entry of it that it carries, or the run of a dialog."""

    case_id: int | None = None
    entry_id: int | None = None
    run_id: int | None = None
    sealed: bool = False  # of a sealed case: the row names neither case nor entry, only its sealed body does


NOTHING = About()


def body(work: UnitOfWork, outgoing: Outgoing, about: About = NOTHING) -> str:
    """The message as it is stored: sealed, whatever it says, for a sealed row among open ones would say enough."""
    raw = to_json(outgoing)
    if about.sealed and (about.case_id, about.entry_id) != (None, None):
        raw[_ABOUT] = [about.case_id, about.entry_id]
    written = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    if outgoing.ring:
        return work.seal.close_text(written, ring=outgoing.ring, room=outgoing.room)
    return work.seal.close_text(written)


def body_of(work: UnitOfWork, stored: str) -> Outgoing:
    """The message of a stored body. Raises KeyGoneError for one under a ring whose key is not here."""
    raw: dict[str, Json] = json.loads(work.seal.open_text(stored))
    raw.pop(_ABOUT, None)
    return outgoing_from_json(raw)


def about_of(work: UnitOfWork, stored: str) -> tuple[int | None, int | None]:
    """The sealed case and the entry of it that a stored body belongs to; none and none for every other body."""
    if not stored or ring_of(stored):  # a message of a secret ballot's talk is of no case
        return None, None
    found = json.loads(work.seal.open_text(stored)).get(_ABOUT)
    return (None, None) if found is None else (found[0], found[1])


def of_case(work: UnitOfWork, stored: str, case_id: int, entry_id: int | None) -> str:
    """A stored body as one of a sealed case."""
    return stored if not stored else body(work, body_of(work, stored), About(case_id, entry_id, sealed=True))


def bare(work: UnitOfWork, stored: str) -> str:
    """A stored body as one that belongs to no case, under a new cover."""
    return body(work, body_of(work, stored))


def parts(outgoing: Outgoing, limit: int) -> list[Outgoing]:
    """The message in parts: it replies with the first, shows its buttons under the last, files go with the first."""
    texts = split(outgoing.text, limit)
    if len(texts) == 1:
        return [outgoing]
    first = Outgoing(texts[0], media=outgoing.media, reply_to=outgoing.reply_to, quote=outgoing.quote,
                     mention=outgoing.mention, edits=outgoing.edits)  # fmt: skip
    last = Outgoing(texts[-1], rows=outgoing.rows, ask=outgoing.ask, step=outgoing.step, card=outgoing.card)
    made = [first, *(Outgoing(each) for each in texts[1:-1]), last]
    return [dataclasses.replace(each, ring=outgoing.ring, room=outgoing.room) for each in made]
