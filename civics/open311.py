"""Open311 GeoReport v2 as pure functions: what a call says, and how answers are written in XML and JSON.

Source: https://github.com/open311/open311.github.io, `GeoReport_v2/index.md`. Clients do not keep to it:
docs/open311.md lists the odd calls that are understood here.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite
from typing import TypeAlias
from xml.sax.saxutils import escape

from civics.cases.moves import CaseState, DropWhy
from civics.cases.petitions import Topic
from core.clock import VIETNAM
from core.errors import DanBanError
from core.message import Point
from core.text import normal, sound

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-01T00:00:00+07:00"  # of the endpoints
OWN = "fixmystreet_id"  # the attribute with the other program's number: FixMyStreet fills it, and never tells its user
LONGEST, MOST_PAGE = 4000, 1000
_MOST_MEDIA, _LONGEST_NUMBER = 10, 50
_STATED = ("account_id", "device_id", "address_id")  # statements of the other program, by which we join nothing
_YEARS = range(1970, 2200)
DAYS = timedelta(days=90)  # the longest window of one answer
XML, JSON = "xml", "json"

Out: TypeAlias = "bool | int | float | str | Sequence[Out] | Mapping[str, Out] | None"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `key` names its sentence in the catalogue (`open311.fault.<key>`), `values` fill it."""

    status: int
    key: str
    values: tuple[tuple[str, str], ...] = ()


class CallError(DanBanError):
    """The call is refused. The first fault gives the status. `wait`: seconds until another try."""

    def __init__(self, *faults: Fault, wait: int = 0) -> None:
        super().__init__(", ".join(each.key for each in faults))
        self.faults = faults
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Fields:
    """What a call says, from its address and its body; a field of the body wins. An empty one counts as not given."""

    pairs: tuple[tuple[str, str], ...]

    def one(self, *names: str) -> str:
        """The last value of the first of these names that is given."""
        for name in names:
            found = [value for each, value in self.pairs if each == name and value.strip()]
            if found:
                return normal(found[-1]).strip()
        return ""

    def every(self, name: str) -> list[str]:
        """All values of a field that may be repeated, with or without brackets."""
        shape = re.compile(rf"{re.escape(name)}(?:\[\d*\])?")
        return [value.strip() for each, value in self.pairs if shape.fullmatch(each) and value.strip()]

    def listed(self, name: str) -> list[str]:
        """All values of a field that is a list with commas, or repeated; each once."""
        parts = (part.strip() for each in self.every(name) for part in each.split(","))
        return list(dict.fromkeys(part for part in parts if part))

    def person(self) -> str:
        """Who it says it is: FixMyStreet cuts a name at its first blank, and fills a missing half with a hyphen."""
        return " ".join(each for each in (self.one("first_name"), self.one("last_name")) if each not in {"", "-"})[:120]

    def media(self) -> tuple[str, ...]:
        """The addresses of pictures, each once."""
        return tuple(dict.fromkeys(each[:1000] for each in self.every("media_url")))[:_MOST_MEDIA]

    def attributes(self) -> dict[str, list[str]]:
        """`attribute[X]=1`, `attribute[X][]=1` and `attribute[X][0]=1` are the same."""
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            shape = re.fullmatch(r"attribute\[([^\][]{1,64})\](?:\[\d*\])?", name)
            if shape and value.strip():
                found.setdefault(normal(shape[1]), []).append(normal(value).strip())
        return found


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was posted, checked."""

    service: Topic
    text: str
    point: Point | None
    address: str
    name: str
    phone: str
    email: str
    ref: str
    rest: tuple[tuple[str, str], ...]  # what we have no field for; kept as a note
    media: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said there about a report, checked. `number`: the other program's; `who`: as it was told."""

    request: str
    number: str
    text: str
    status: str
    who: str
    media: tuple[str, ...]


def code_of(topic: Topic) -> str:
    """The code of a service: plain letters, for it stands in addresses."""
    return topic.value.replace("_", "-")


def service_of(code: str) -> Topic | None:
    """The service with that code."""
    return next((each for each in Topic if code_of(each) == code), None)


def report_of(fields: Fields) -> Report:
    """The report. Raises CallError with all its faults."""
    faults: list[Fault] = []
    code = fields.one("service_code")
    service = service_of(code)
    if service is None:
        faults.append(Fault(404, "service", (("code", code[:60]),)) if code else Fault(400, "no_service"))
    text = fields.one("description").replace("\r\n", "\n")
    if not text:
        faults.append(Fault(400, "no_text"))
    elif len(text) > LONGEST:
        faults.append(Fault(400, "long", (("most", str(LONGEST)),)))
    point, wrong = _point(fields.one("lat"), fields.one("long"))
    address = fields.one("address_string")[:500]
    if wrong is not None:
        faults.append(wrong)
    elif point is None and not address:
        faults.append(Fault(400, "address_id" if fields.one("address_id") else "no_place"))
    given = fields.attributes()
    ref = (given.pop(OWN, None) or [""])[0][:64]
    if faults or service is None:
        raise CallError(*sorted(faults, key=lambda each: each.status != 404))
    rest = (
        *((name, "; ".join(values)[:500]) for name, values in list(given.items())[:20]),
        *((name, fields.one(name)[:500]) for name in _STATED if fields.one(name)),
    )
    return Report(
        service, text, point, address, fields.person(), fields.one("phone")[:32], fields.one("email")[:120], ref, rest,
        fields.media(),
    )  # fmt: skip


def remark_of(fields: Fields) -> Remark:
    """The remark. Raises CallError."""
    text = fields.one("description").replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise CallError(Fault(400, "long", (("most", str(LONGEST)),)))
    who = (fields.person(), fields.one("phone")[:32], fields.one("email")[:120])
    return Remark(
        fields.one("service_request_id"), fields.one("update_id")[:_LONGEST_NUMBER], text,
        fields.one("status").upper().replace(" ", "_")[:40], ", ".join(each for each in who if each), fields.media(),
    )  # fmt: skip


def _point(lat: str, lon: str) -> tuple[Point | None, Fault | None]:
    if not lat and not lon:
        return None, None
    if not lat or not lon:
        return None, Fault(400, "half_point")
    try:
        point = Point(float(lat), float(lon))
    except ValueError:
        return None, Fault(400, "number", (("value", f"{lat} {lon}"[:60]),))
    if not (isfinite(point.lat) and isfinite(point.lon) and abs(point.lat) <= 90 and abs(point.lon) <= 180):
        return None, Fault(400, "number", (("value", f"{lat} {lon}"[:60]),))
    return point, None


def moment(text: str) -> datetime:
    """A moment as clients write it: with a zone, with a blank where a plus was, a bare day (00:00 in Viet Nam).

    Raises CallError.
    """
    mended = re.sub(r"(\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:?\d\d)$", r"\1+\2", text)
    try:
        found: datetime | None = datetime.fromisoformat(mended)
    except ValueError:
        found = None
    if found is None or found.year not in _YEARS:
        raise CallError(Fault(400, "date", (("value", text[:60]),)))
    return found if found.tzinfo is not None else found.replace(tzinfo=VIETNAM)


def written(at: datetime) -> str:
    """A moment as all clients read it: seconds, no fraction, a colon in the zone."""
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


def body(form: str, root: str, item: str, found: Sequence[Out] | Mapping[str, Out]) -> str:
    """An answer. JSON has bare lists; XML has no attribute and no namespace anywhere, because FixMyStreet takes an
    element with an attribute for a structure, and then posts the report again.
    """
    if form == JSON:
        return json.dumps(found, ensure_ascii=False)
    inside = (
        _element("", found, item) if isinstance(found, Mapping) else "".join(_element(item, each) for each in found)
    )
    text = f"<{root}>{inside}</{root}>" if inside else f"<{root}/>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'


_INSIDE = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}


def _element(name: str, found: Out, item: str = "") -> str:
    if isinstance(found, Mapping):
        inside = "".join(_element(key, value) for key, value in found.items())
    elif isinstance(found, list | tuple):
        inside = "".join(_element(_INSIDE.get(name, item), each) for each in found)
    elif found is None:
        inside = ""
    else:
        inside = escape(sound(str(found).lower() if isinstance(found, bool) else str(found)))
    if not name:
        return inside
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def window(since: str, until: str, *, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The window of a list: one end alone means 90 days from it; none means the last 90 days. Raises CallError."""
    begin, end = moment(since) if since else None, moment(until) if until else None
    if begin is not None and end is not None:
        if end - begin > DAYS:
            raise CallError(Fault(400, "window", (("days", str(DAYS.days)),)))
        return begin, end
    if begin is not None:
        return begin, begin + DAYS
    return (end - DAYS, end) if end is not None else (now - DAYS, now)


def states(values: Iterable[str]) -> bool | None:
    """Whether only closed ones (true), only open ones (false), or both are wanted. Raises CallError."""
    wanted = {each.lower() for each in values}
    if wanted - {"open", "closed"}:
        raise CallError(Fault(400, "status", (("value", ",".join(sorted(wanted))[:60]),)))
    return "closed" in wanted if len(wanted) == 1 else None


class Status(StrEnum):
    """The states of an update, as FixMyStreet knows them. CLOSED is not among them: it is shown as "fixed" there."""

    OPEN = "OPEN"
    INVESTIGATING = "INVESTIGATING"
    IN_PROGRESS = "IN_PROGRESS"
    FIXED = "FIXED"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION"
    NOT_COUNCILS_RESPONSIBILITY = "NOT_COUNCILS_RESPONSIBILITY"
    DUPLICATE = "DUPLICATE"
    UNCHANGED = "unchanged"  # words only


_STATUS = {
    CaseState.TAKEN: Status.IN_PROGRESS,
    CaseState.WAITING: Status.INVESTIGATING,
    CaseState.FORWARDED: Status.NOT_COUNCILS_RESPONSIBILITY,
    CaseState.ANSWERED: Status.FIXED,
    CaseState.REOPENED: Status.OPEN,
}


def status_of(act: str, after: str, *, answered: bool, why: object = None) -> Status | None:
    """The state of an update for an act on a case and the state after it. None: nobody is told."""
    if act == "case.word":
        return Status.UNCHANGED
    state = next((each for each in CaseState if each == after), None)
    if state is CaseState.DROPPED:
        return Status.DUPLICATE if why == DropWhy.DUPLICATE else Status.NO_FURTHER_ACTION
    if state is CaseState.CLOSED:
        return Status.FIXED if answered else Status.NO_FURTHER_ACTION
    return None if state is None else _STATUS.get(state)
