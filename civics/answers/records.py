"""One procedure or fact from which the ward answers, as it is in a base of records.

A value that is None or empty is not published: the answer says so, and never guesses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from core.errors import DanBanError
from core.text import normal

STALE = timedelta(days=90)  # after so many days an official should check a record again
CONFIRMED = ("source", "source-2")  # the source in which a record was read, not remembered


class OddRecordError(DanBanError):
    """A record that cannot be read. The sentence names the record and the field."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a procedure takes: a number of `unit` (`ngày`, `ngày làm việc`), each may be unknown, and a remark."""

    number: int | None = None
    unit: str = ""
    note: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a number with its unit; a number alone says nothing."""
        return self.number is not None and bool(self.unit)

    def __str__(self) -> str:
        said = "" if self.number is None else f"{self.number} {self.unit}".strip()
        return " · ".join(each for each in (said, self.note) if each)


@dataclass(frozen=True, slots=True)
class Variant:
    """A sibling of a record, and how it differs from the record."""

    code: str
    part: str

    def __str__(self) -> str:
        return f"{self.part} ({self.code})"


@dataclass(frozen=True, slots=True)
class Record:
    """A record. `key` names it (its code, or a name of the ward's own that begins with `x-`)."""

    key: str
    name: str
    code: str = ""
    family: str = ""
    who: str = ""
    where: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    time: Span = Span()
    fee: str = ""
    basis: str = ""
    variants: tuple[Variant, ...] = ()
    words: tuple[str, ...] = ()
    source: str = ""
    seen: date | None = None
    expires: date | None = None
    confidence: str = ""
    unsure: tuple[str, ...] = ()
    note: str = ""
    link: str = ""
    example: bool = False  # whether it only shows how a record looks, and a ward must fill it
    begins: date | None = None  # before this day it gives no answers
    text: str = ""  # what is said word for word, in place of papers, time and fee
    document: str = ""  # the document of which it is an article
    article: str = ""  # "21", "7a"

    def silent(self, today: date) -> bool:
        """Whether it has not begun, or its end date has passed, so that it gives no answers."""
        return (self.expires is not None and today > self.expires) or (self.begins is not None and today < self.begins)

    def stale(self, today: date) -> bool:
        """Whether nobody has checked it for `STALE`."""
        return self.seen is None or today - self.seen > STALE

    @property
    def online(self) -> tuple[str, ...]:
        """The addresses on the internet among the places where it is handed in."""
        return tuple(each for each in self.where if any(name in each for name in _ONLINE))


_ONLINE = ("Cổng", "VNeID", "VssID", "cổng")
_MOST = 4_000  # letters of one value
MOST_TEXT = 30_000  # letters of what is said word for word
MOST_ITEMS = 80  # of one list
_UNIT = 40
_LONGEST_SPAN = 10_000


def record(raw: Mapping[str, Any]) -> Record:
    """The record of one JSON object. Raises OddRecordError; unknown keys are left out."""
    key = _text(raw, "id") or _text(raw, "code")
    if not key or not _text(raw, "name"):
        raise OddRecordError("A record needs `id` and `name`.")
    return Record(
        key=key, name=_text(raw, "name"), code=_text(raw, "code"), family=_text(raw, "family") or _text(raw, "field"),
        who=_text(raw, "who"), where=_list(raw, "where"), documents=_list(raw, "documents"),
        time=_span(raw.get("time"), key), fee=_text(raw, "fee"), basis=_text(raw, "basis"),
        variants=_variants(raw.get("variants"), key), words=_list(raw, "words"), source=_text(raw, "source"),
        seen=_day(raw, "seen"), expires=_day(raw, "expires"), confidence=_text(raw, "confidence"),
        unsure=_list(raw, "unsure"), note=_text(raw, "note"), link=_text(raw, "link"),
        example=raw.get("example") is True, begins=_day(raw, "begins"), text=_text(raw, "text", most=MOST_TEXT),
        document=_text(raw, "document"), article=_text(raw, "article"),
    )  # fmt: skip


def as_json(found: Record) -> dict[str, Any]:
    """The record as the JSON object that `record` reads."""
    kept = {each.name: getattr(found, each.name) for each in fields(found)}
    kept["id"] = kept.pop("key")
    kept["time"] = {"n": found.time.number, "unit": found.time.unit or None, "note": found.time.note or None}
    kept["variants"] = [{"code": each.code, "part": each.part} for each in found.variants]
    kept["seen"] = found.seen.isoformat() if found.seen else None
    for name in ("expires", "begins"):
        kept[name] = day.isoformat() if (day := kept[name]) else None
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def changed(old: Record, new: Record) -> tuple[str, ...]:
    """The names of the fields in which two records differ. The day of checking does not count."""
    same = replace(new, seen=old.seen)
    return tuple(each.name for each in fields(old) if getattr(old, each.name) != getattr(same, each.name))


def _text(raw: Mapping[str, Any], name: str, *, most: int = _MOST) -> str:
    found = raw.get(name)
    if found is None:
        return ""
    if not isinstance(found, str | int) or len(str(found)) > most:
        raise OddRecordError(f"{raw.get('id')}: `{name}` is no short text.")
    return normal(str(found)).strip()


def _list(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = raw.get(name) or []
    if not isinstance(found, list) or len(found) > MOST_ITEMS or not all(isinstance(each, str) for each in found):
        raise OddRecordError(f"{raw.get('id')}: `{name}` is no list of texts.")
    return tuple(clean[:_MOST] for each in found if (clean := normal(each).strip()))


def _span(raw: object, key: str) -> Span:
    if raw is None:
        return Span()
    if not isinstance(raw, dict):
        raise OddRecordError(f'{key}: write `time` as {{"n": 3, "unit": "ngày làm việc", "note": null}}.')
    number = raw.get("n")
    if number is not None and (
        not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= _LONGEST_SPAN
    ):
        raise OddRecordError(f"{key}: `time.n` is no number of days.")
    return Span(number, _text(raw, "unit")[:_UNIT], _text(raw, "note"))


def _variants(raw: object, key: str) -> tuple[Variant, ...]:
    found: Sequence[object] = raw if isinstance(raw, list) else []
    if any(not isinstance(each, dict) or "code" not in each for each in found):
        raise OddRecordError(f"{key}: each of `variants` needs `code` and `part`.")
    return tuple(
        Variant(_text(each, "code"), _text(each, "part")) for each in found[:MOST_ITEMS] if isinstance(each, dict)
    )


def _day(raw: Mapping[str, Any], name: str) -> date | None:
    found = raw.get(name)
    if not found:
        return None
    try:
        return date.fromisoformat(str(found))
    except ValueError as error:
        raise OddRecordError(f"{raw.get('id')}: write `{name}` as 2026-11-30.") from error
