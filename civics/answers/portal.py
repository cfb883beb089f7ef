"""Records from files: our own lines, and the national portal's JSON of a procedure. Invalid ones are listed separately.

The portal misleads (copy of 7/2026): a fee of 0 with a note is no free service, a number of days without a unit says
nothing, and the level of a procedure does not say who handles it. What is not clear is left empty for the ward.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from civics.answers.records import OddRecordError, Record, Span, as_json, changed, record

MOST = 2_000  # records of one file
_CODE = re.compile(r"\d\.\d{6}")
_OWN = re.compile(r"x-[a-z0-9-]{1,40}")
_HIGHER = re.compile(r"\((?:cấp tỉnh|cấp trung ương|trung ương)\)\s*$", re.IGNORECASE)
_UNITS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày"}
_WAYS = {"DIRECT": "Nộp tại chỗ", "ONLINE": "Cổng Dịch vụ công quốc gia", "POSTAL": "Bưu điện"}
_TAG = re.compile(r"<[^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Odd:
    """An entry that is not taken: its place in the file, from 1, and what is wrong."""

    place: int
    what: str  # unreadable, code, name, level, double; of a decision also unknown, action, day
    about: str = ""  # what the entry says, so that a person finds it


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brings."""

    records: tuple[Record, ...]
    odd: tuple[Odd, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a file changes in one record: the fields; all of them for a new one."""

    new: Record
    old: Record | None
    fields: tuple[str, ...]


def bring(text: str, known: Mapping[str, Record], *, today: date) -> Brought:
    """Read a file: JSON lines or a JSON list of records, or the portal's answers. `known`: the live records."""
    return gather((_read_or_none(raw, today=today) for raw in _entries(text)), known)


def gather(entries: Iterable[Record | None], known: Mapping[str, Record]) -> Brought:
    """The entries of a file that may be proposed, and those that may not; None is one that cannot be read."""
    found: dict[str, Record] = {}
    odd: list[Odd] = []
    for place, new in enumerate(islice(entries, MOST), 1):
        if new is None:
            odd.append(Odd(place, "unreadable"))
        elif what := _what_is_odd(new, known, found):
            odd.append(Odd(place, what, f"{new.key} {new.name}"[:120]))
        else:
            found[new.key] = new
    return Brought(tuple(found.values()), tuple(odd))


def _read_or_none(raw: Any, *, today: date) -> Record | None:  # JSON
    try:
        return _read(raw, today=today)
    except (OddRecordError, KeyError, TypeError, ValueError, AttributeError):
        return None


def changes(brought: Iterable[Record], known: Mapping[str, Record]) -> tuple[Change, ...]:
    """The differences from the live records; what is equal is left out."""
    found = []
    for new in brought:
        old = known.get(new.key)
        fields = changed(old, new) if old is not None else ()
        if old is None or fields:
            found.append(Change(new, old, fields))
    return tuple(found)


def _entries(text: str) -> Sequence[Any]:
    """The JSON values of a file: one value, a list of them, or one per line. Raises ValueError."""
    try:
        whole = json.loads(text)
    except ValueError:
        return [_line(each) for each in text.splitlines() if each.strip()]
    except RecursionError as error:
        raise ValueError("too deep") from error
    return whole if isinstance(whole, list) else [whole]


def _line(text: str) -> Any:  # JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _what_is_odd(new: Record, known: Mapping[str, Record], found: Mapping[str, Record]) -> str:
    if not is_key(new.key):
        return "code"
    if new.key in found:
        return "double"
    if is_higher(new.name):
        return "level"
    old = known.get(new.key)
    return "name" if old is not None and old.name.casefold() != new.name.casefold() else ""


def _read(raw: Any, *, today: date) -> Record:  # JSON
    if not isinstance(raw, dict):
        raise OddRecordError("no object")
    data = raw.get("data")
    if isinstance(data, dict):
        return _portal(data, today=today)
    return _portal(raw, today=today) if "executionMethods" in raw else record(raw)


def is_key(text: str) -> bool:
    """Whether this may be the key of a record: a code of the national portal, or a name of the ward's own."""
    return bool(_CODE.fullmatch(text) or _OWN.fullmatch(text))


def is_higher(name: str) -> bool:
    """Whether a name says that the procedure belongs to a province or a ministry."""
    return _HIGHER.search(name) is not None


def _portal(data: Mapping[str, Any], *, today: date) -> Record:
    """The portal's answer about one procedure."""
    methods = [each for each in data.get("executionMethods") or [] if isinstance(each, dict)]
    bare = record({"id": data["code"], "code": data["code"], "name": _plain(data["name"])})
    found = replace(
        bare, who="; ".join(_names(data, "unitGroupsExecuting")), documents=_documents(data), time=_time(methods),
        where=_ways(methods),
        fee=_fee(methods), basis="; ".join(_names(data, "legalBasisesDetails")), source="Cổng Dịch vụ công quốc gia",
        seen=today, confidence="source", note=_plain(data.get("requirementsAndConditions") or "")[:400],
    )  # fmt: skip
    return record(as_json(found))  # a record that could not be read back is invalid here


def _ways(methods: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    named = [str(each.get("submissionMethod")) for each in methods]
    return tuple(dict.fromkeys(_WAYS[each] for each in named if each in _WAYS))


def _names(data: Mapping[str, Any], name: str) -> list[str]:
    found = data.get(name) or []
    return [_plain(each.get("name") or each.get("code") or "") for each in found if isinstance(each, dict)][:20]


def _documents(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The papers of every case, each once."""
    found: list[str] = []
    for case in data.get("executionCases") or []:
        found += [_plain(each.get("name") or "") for each in case.get("profileComponents") or []]
    return tuple(dict.fromkeys(each for each in found if each))[:40]


def _time(methods: Sequence[Mapping[str, Any]]) -> Span:
    """The longest time of all ways, when each way has one with its unit."""
    spans = [(each.get("processingTime"), _UNITS.get(str(each.get("processingTimeUnit")), "")) for each in methods]
    return longest([(number if isinstance(number, int) else None, unit) for number, unit in spans])


def longest(spans: Sequence[tuple[int | None, str]]) -> Span:
    """The longest time of all ways to hand in, if each has a number with the same unit; else it is not known."""
    numbers = [number for number, unit in spans if number is not None and unit]
    units = {unit for _, unit in spans}
    if not spans or len(numbers) < len(spans) or len(units) != 1:
        return Span(note="Cổng không ghi rõ thời gian: phường xác nhận")
    several = len(set(numbers)) > 1
    note = "Cổng ghi " + ", ".join(map(str, sorted(set(numbers)))) + " theo cách nộp" if several else ""
    return Span(max(numbers), units.pop(), note)


def _fee(methods: Sequence[Mapping[str, Any]]) -> str:
    """The fees of all ways. A fee of 0 beside a note is not published: the note says that it is set elsewhere."""
    found: list[str] = []
    for method in methods:
        for fee in method.get("fees") or []:
            value, note = fee.get("value"), _plain(fee.get("description") or "")
            if isinstance(value, int | float) and value > 0:
                found.append(f"{value:,.0f}".replace(",", ".") + " đồng" + (f" ({note})" if note else ""))
            elif value == 0 and not note:
                found.append("Không thu")
    return "; ".join(dict.fromkeys(found))


def _plain(text: object) -> str:
    return " ".join(_TAG.sub(" ", str(text)).split())[:2_000]
