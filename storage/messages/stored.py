"""The stored form of a message: always sealed, with its case and entry, in parts that the platform accepts."""

import dataclasses
import json
from dataclasses import dataclass

from core import jsons
from core.message import Json, Outgoing, outgoing_from_json, to_json
from core.text import split
from storage.database.seal import ring_of
from storage.database.unit import UnitOfWork

_ABOUT = "~about"  # the key in a sealed body for the sealed case and its entry


@dataclass(frozen=True, slots=True)
class About:
    """What a message belongs to: a case and one of its entries, or the run of a dialog."""

    case_id: int | None = None
    entry_id: int | None = None
    run_id: int | None = None
    sealed: bool = False  # of a sealed case: only the sealed body names case and entry, the row does not


NOTHING = About()


def body(work: UnitOfWork, outgoing: Outgoing, about: About = NOTHING) -> str:
    """The message in its stored form. All are sealed, because a single sealed row among open ones would be a hint."""
    raw = to_json(outgoing)
    if about.sealed and (about.case_id, about.entry_id) != (None, None):
        raw[_ABOUT] = [about.case_id, about.entry_id]
    written = jsons.written(raw)
    if outgoing.ring:
        return work.seal.close_text(written, ring=outgoing.ring, room=outgoing.room)
    return work.seal.close_text(written)


def body_of(work: UnitOfWork, stored: str) -> Outgoing:
    """The message in a stored body. Raises KeyGoneError for a ring whose key is not here."""
    raw: dict[str, Json] = json.loads(work.seal.open_text(stored))
    raw.pop(_ABOUT, None)
    return outgoing_from_json(raw)


def about_of(work: UnitOfWork, stored: str) -> tuple[int | None, int | None]:
    """The sealed case and the entry to which a stored body belongs; (None, None) for all other bodies."""
    if not stored or ring_of(stored):  # a message of a secret ballot belongs to no case
        return None, None
    found = json.loads(work.seal.open_text(stored)).get(_ABOUT)
    return (None, None) if found is None else (found[0], found[1])


def of_case(work: UnitOfWork, stored: str, case_id: int, entry_id: int | None) -> str:
    """The stored body, changed to belong to a sealed case."""
    return stored if not stored else body(work, body_of(work, stored), About(case_id, entry_id, sealed=True))


def bare(work: UnitOfWork, stored: str) -> str:
    """The stored body without its case, sealed again."""
    return body(work, body_of(work, stored))


def parts(outgoing: Outgoing, limit: int) -> list[Outgoing]:
    """Split the message. The first part carries the reply mark and the files, the last one the buttons."""
    texts = split(outgoing.text, limit)
    if len(texts) == 1:
        return [outgoing]
    first = Outgoing(texts[0], media=outgoing.media, reply_to=outgoing.reply_to, quote=outgoing.quote,
                     mention=outgoing.mention, edits=outgoing.edits)  # fmt: skip
    last = Outgoing(texts[-1], rows=outgoing.rows, ask=outgoing.ask, step=outgoing.step, card=outgoing.card)
    made = [first, *(Outgoing(each) for each in texts[1:-1]), last]
    return [dataclasses.replace(each, ring=outgoing.ring, room=outgoing.room) for each in made]
