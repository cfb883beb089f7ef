"""A model that was recognised is told to everybody by a bulletin, made by one press (NQ 36/NQ-HĐND mục 2.4)."""

from civics.registers.values import RegisterWhy
from core.errors import ConflictError
from core.message import Json
from core.words import FIRST, Words
from storage.bulletins import bulletins
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.registers.entries import Entry

NAME = "model"
_PEOPLE = frozenset({"household", "person"})  # who are named only with their consent


def bulletin(work: UnitOfWork, entry: Entry, *, by: int, words: Words) -> int:
    """Write the bulletin as a draft; returns its id. A household or person is named only with consent.

    Raises ConflictError: STATE, BULLETIN.
    """
    if entry.state != "recognised":
        raise ConflictError(RegisterWhy.STATE)
    if entry.bulletin_id is not None:
        raise ConflictError(RegisterWhy.BULLETIN)
    hides = entry.said.get("sort") in _PEOPLE and not entry.said.get("named")
    who = words.say(FIRST, f"model.choice.sort.{entry.said['sort']}") if hides else str(entry.said.get("who", ""))
    text = words.say(
        FIRST, "model_bulletin.text", who=who, name=entry.title, goal=str(entry.said.get("goal", "")),
        document=str(entry.said.get("document", "")),
    )  # fmt: skip
    replicated = str(entry.said.get("replicated", ""))
    if replicated:
        text += "\n\n" + words.say(FIRST, "model_bulletin.replicated", where=replicated)
    audience: dict[str, Json] = {"units": [], "languages": [], "groups": True, "channels": []}  # everybody
    title = words.say(FIRST, "model_bulletin.title", name=entry.title)[:200]
    made = bulletins.write(work, by, title=title, text=text, audience=audience, shown_on_page=True)
    entries.link_bulletin(work, entry.id, made)
    return made
