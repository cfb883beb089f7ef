"""A record in words: as a whole, or one part of it; always with its source and the day it was checked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from civics.answers.laws import quoted
from civics.answers.records import Record, Span
from civics.answers.wanted import Field


class Say(Protocol):
    """The words of one language."""

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence for a key."""


MOST_QUOTED = 3_000  # letters of an article in a chat; the page has the whole
OF_A_CARD = (Field.DOCUMENTS, Field.WHERE, Field.TIME, Field.FEE)


def text_of(found: Record, say: Say, *, today: date, parts: Sequence[Field] = OF_A_CARD) -> str:
    """The name of a record, the parts, and its remarks. A part that is not published is said to be so."""
    return "\n".join([found.name, *(_part(say, found, each) for each in parts), *_remarks(say, found, today)])


def quote_of(found: Record, say: Say, *, today: date, clause: str = "", page: str = "") -> str:
    """What a record says word for word, with its source. `page`: its address, named when the text is cut."""
    text = quoted(found, clause)
    lines = [label(found), text]
    if len(text) > MOST_QUOTED:
        lines = [label(found), text[:MOST_QUOTED].rsplit("\n", 1)[0] + " …", say("answers.whole", address=page)]
    return "\n".join([*lines, *_remarks(say, found, today)])


def label(found: Record) -> str:
    """The name of a record; of an article also its document."""
    return f"{found.name} ({found.document})" if found.document else found.name


def _part(say: Say, found: Record, field: Field) -> str:
    """One part of a record under its name. If it is not published, the text says so."""
    return f"{say(f'answers.{field.value}')}: {_SAYS[field](say, found) or say('answers.unknown')}"


def _documents(_say: Say, found: Record) -> str:
    return "".join(f"\n• {each}" for each in found.documents)


def _time(say: Say, found: Record) -> str:
    return _span(say, found.time)


def _fee(_say: Say, found: Record) -> str:
    return found.fee


def _where(_say: Say, found: Record) -> str:
    return "; ".join(found.where)


def _online(say: Say, found: Record) -> str:
    return "; ".join((*found.online, found.link) if found.link else found.online) or say("answers.not_online")


_SAYS: Mapping[Field, Callable[[Say, Record], str]] = {
    Field.DOCUMENTS: _documents, Field.TIME: _time, Field.FEE: _fee, Field.WHERE: _where, Field.ONLINE: _online,
}  # fmt: skip


def _span(say: Say, span: Span) -> str:
    """How long it takes; empty when nothing is published."""
    if not span.known:
        return ""
    return say("answers.same_day") if span.number == 0 else f"{span.number} {span.unit}"


def _remarks(say: Say, found: Record, today: date) -> list[str]:
    """The remark, the source with its day, and a warning for an old record or an example."""
    lines = [each for each in (found.time.note, found.note) if each]
    key = "answers.source_text" if found.text else "answers.source"
    lines.append(say(key, source=found.source or "…", code=found.code or "–", day=_day(found.seen)))
    if found.stale(today):
        lines.append(say("answers.stale"))
    if found.example:
        lines.append(say("answers.example"))
    return lines


def _day(day: date | None) -> str:
    return f"{day.day}/{day.month}/{day.year}" if day else "…"
