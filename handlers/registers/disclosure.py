"""What only the register of disclosures has: its checks, what an act still lacks, its bulletin, the quarterly list.

Luật 10/2022/QH15 Điều 11 to 14 (`civics.disclosure`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civics import disclosure as law
from civics.bulletins import state_secrets
from civics.bulletins.rules import PUBLIC
from civics.days import calendar
from civics.disclosure import Act, Form, Lack
from civics.registers.values import RegisterWhy, Values, Wrong, day_of, numbers_of_people
from core.errors import ConflictError
from core.words import FIRST, Words
from handlers.replies.ward import Ward
from storage.bulletins import bulletins
from storage.database.unit import UnitOfWork
from storage.registers import entries, parts
from storage.registers.entries import Asked, Entry
from storage.registers.parts import Part
from storage.ward import days as ward_days

NAME = "disclosure"
_READ_BY_ALL = ("name", "about", "document", "issuer")
_FORMS = {"page": Form.PAGE, "posted": Form.POSTED, "loudspeaker": Form.LOUDSPEAKER, "heads": Form.HEADS}


def problems(said: Values, state: str, today: date, days: calendar.Days) -> Sequence[Wrong]:
    """What forbids an entry with these fields in that state."""
    del today, days  # the law lets one write down late what was done late
    found = []
    if said.get("own_due") and not said.get("own_law"):
        found.append(Wrong("own_law", RegisterWhy.OWN_LAW))
    if state == "planned" and not said.get("planned_on"):
        found.append(Wrong("planned_on", RegisterWhy.REQUIRED))
    if state != "public":
        return found
    if law.item(int(str(said["item"]))).people and not said.get("people_checked"):
        found.append(Wrong("people_checked", RegisterWhy.PEOPLE))
    for name in _READ_BY_ALL:
        text = str(said.get(name, ""))
        if numbers_of_people(text):
            found.append(Wrong(name, RegisterWhy.PERSONAL))
        if state_secrets.stops(state_secrets.scan(text)):
            found.append(Wrong(name, RegisterWhy.SECRET))
    begun, document = day_of(said.get("public_on")), day_of(said.get("document_on"))
    if begun and document and begun < document:
        found.append(Wrong("public_on", RegisterWhy.BEFORE))
    return found


def moved(work: UnitOfWork, before: Entry, after: Entry, *, by: int | None, ward: Ward | None) -> Entry:
    """After a move: what is public stands on the ward's page from that day; what is replaced makes a new entry."""
    del ward  # residents hear of it by a bulletin
    if after.state == "public" and before.state == "waiting":
        begins = day_of(after.said.get("public_on"))
        assert begins is not None
        parts.add(work, after, "page", begins=begins, ends=None, said={}, by=by)
    if after.state == "ended":
        ends = day_of(after.said.get("ended_on"))
        assert ends is not None
        for each in parts.of(work, [after.id])[after.id]:
            if each.ends is None and each.part in {"page", "posted"} and each.begins <= ends:
                parts.end(work, after, each.id, ends, by=by)
    if after.state == "replaced":
        gone = ("document", "document_on", "public_on", "posted_on", "ended_on", "people_checked", "own_due", "own_law")
        said = {name: value for name, value in after.said.items() if name not in gone}
        kept = {"planned_on": calendar.day_of(work.now).isoformat(), "replaces": after.called}
        links = entries.Links(owner_id=after.owner_id, parent_id=after.parent_id)
        return entries.add(work, NAME, {**said, **kept}, by=by, state="planned", links=links)
    return after


def parts_changed(work: UnitOfWork, entry: Entry, *, by: int | None) -> Entry:
    """The first day of posting follows from the lines, and the day on which it may be taken down from it."""
    posted = [each for each in parts.of(work, [entry.id])[entry.id] if each.part == "posted"]
    said = {name: value for name, value in entry.said.items() if name != "posted_on"}
    going_on = [each.begins for each in posted if each.ends is None]
    if going_on:
        said["posted_on"] = max(going_on).isoformat()
    return entries.write(work, entry, said, act="counted", by=by) if said != entry.said else entry


def act_of(entry: Entry, lines: Sequence[Part], *, days: calendar.Days, told: bool = False) -> Act | None:
    """The entry as the law looks at it; None while there is no document. `told`: its bulletin went out."""
    document = day_of(entry.said.get("document_on"))
    if document is None:
        return None
    forms: dict[Form, tuple[date, date | None]] = {}
    for each in lines:
        form = _FORMS[each.part]
        begins, ends = forms.get(form, (each.begins, each.ends))
        last = None if ends is None or each.ends is None else max(ends, each.ends)
        forms[form] = (min(begins, each.begins), last)
    if told and Form.HEADS not in forms:  # the chats of the groups: a form of Điều 13.4 that the groups agreed to
        forms[Form.HEADS] = (day_of(entry.said.get("public_on")) or document, None)
    return Act(
        int(str(entry.said["item"])), document, forms, own_due=day_of(entry.said.get("own_due")),
        own_law=str(entry.said.get("own_law", "")), days=days,
    )  # fmt: skip


def lacks(work: UnitOfWork, found: Sequence[Entry], *, today: date) -> Mapping[int, tuple[Lack, ...]]:
    """What each of these entries still lacks of what the law asks, by its id."""
    lines = parts.of(work, [each.id for each in found])
    told, days = _told(work, found), ward_days.known(work)
    acts = {each.id: act_of(each, lines[each.id], days=days, told=each.bulletin_id in told) for each in found}
    over = {each.id for each in found if each.state in {"planned", "replaced"}}
    return {key: law.lacks(act, today=today) if act and key not in over else () for key, act in acts.items()}


def _told(work: UnitOfWork, found: Sequence[Entry]) -> set[int | None]:
    ids = [each.bulletin_id for each in found if each.bulletin_id is not None]
    states = {each.value for each in PUBLIC}
    return {each.id for each in bulletins.some(work, ids) if each.state in states} if ids else set()


def bulletin(work: UnitOfWork, entry: Entry, *, by: int, words: Words, address: str) -> int:
    """Write a bulletin about an entry that is public; returns its id. A second person approves it as any other.

    Raises ConflictError: STATE, BULLETIN.
    """
    if entry.state != "public":
        raise ConflictError(RegisterWhy.STATE)
    if entry.bulletin_id is not None:
        raise ConflictError(RegisterWhy.BULLETIN)
    text = words.say(
        FIRST, "disclosed.bulletin", name=entry.title, about=str(entry.said.get("about", "")),
        document=str(entry.said.get("document", "")), link=f"{address}/cong-khai/{entry.id}",
    )  # fmt: skip
    units = [entry.unit_id] if entry.unit_id else []
    title = words.say(FIRST, "disclosed.bulletin_title", name=entry.title)[:200]
    made = bulletins.write(
        work, by, title=title, text=text, audience={"units": units, "languages": [], "groups": True, "channels": []},
        shown_on_page=True,
    )  # fmt: skip
    entries.link_bulletin(work, entry.id, made)
    return made


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the quarterly list (Điều 13.2)."""

    entry: Entry
    forms: tuple[Part, ...]
    late: bool


def quarter(day: date) -> tuple[date, date]:
    """The first and last day of the quarter of a day."""
    last = law.quarterly_list_due(day)
    return date(last.year, last.month - 2, 1), last


def quarterly(work: UnitOfWork, day: date) -> list[Line]:
    """What was made public in the quarter of that day, the first first."""
    begins, ends = quarter(day)
    asked = Asked(NAME, states=("public", "ended", "replaced"), within=("public_on", begins, ends))
    found = entries.some(work, asked, reader=None, limit=5_000, first=True)
    lines = parts.of(work, [each.id for each in found])
    missing = lacks(work, found, today=day)
    rows = [Line(each, tuple(lines[each.id]), Lack.LATE in missing[each.id]) for each in found]
    return sorted(rows, key=lambda each: (str(each.entry.said["public_on"]), each.entry.id))
