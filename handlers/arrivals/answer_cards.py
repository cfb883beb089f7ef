"""How a chat shows a record: as a card, as one part of it, or as a choice between records; always with its source."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from civics.answers.records import Record, Span
from civics.answers.wanted import Field
from civics.days.calendar import day_of
from core import press
from core.message import Button, Outgoing
from handlers.replies.library import Shelf
from handlers.replies.turn import Turn

ANSWER = "ans"  # the verb of the buttons
WHOLE, STAFF, OTHERS = "whole", "staff", "others"
FIELDS = (Field.DOCUMENTS, Field.TIME, Field.FEE, Field.WHERE, Field.ONLINE)
_LABEL = 90  # characters of a label


def card(turn: Turn, found: Record, version_id: int, *, field: Field | None = None, others: bool = False) -> None:
    """Send a record, or the part that was asked for. `others`: other records that may be meant, as a button."""
    shown = (field,) if field is not None else (Field.DOCUMENTS, Field.WHERE, Field.TIME, Field.FEE)
    lines = [found.name, *(_part(turn, found, each) for each in shown), *_remarks(turn, found)]
    head = [turn.words("answers.perhaps")] if others else []
    rows = _rows(turn, version_id, field=field, others=others)
    turn.send(Outgoing("\n".join([*head, *lines]), rows=rows))


def choice(turn: Turn, keys: Sequence[str], shelf: Shelf, *, field: Field | None, event: bool = False) -> None:
    """Ask which record is meant. For an event in life (a birth, a move): what to do, in order."""
    part = field.value if field is not None else WHOLE
    rows = tuple(
        (Button(_label(shelf.base.records[key].name), press.write(ANSWER, part, shelf.ids[key])),)
        for key in keys if key in shelf.ids
    )  # fmt: skip
    staff = (turn.button("answers.staff", press.write(ANSWER, STAFF, 0)),)
    turn.say("answers.to_do" if event else "answers.which", *rows, staff)


def _label(name: str) -> str:
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}…"


def _rows(turn: Turn, version_id: int, *, field: Field | None, others: bool) -> tuple[tuple[Button, ...], ...]:
    parts = [each for each in FIELDS if each is not field]
    shown = [turn.button(f"answers.{each.value}", press.write(ANSWER, each.value, version_id)) for each in parts]
    last = [turn.button("answers.others", press.write(ANSWER, OTHERS, version_id))] if others else []
    last.append(turn.button("answers.staff", press.write(ANSWER, STAFF, version_id)))
    return tuple(shown[:3]), tuple(shown[3:]), tuple(last)


def _part(turn: Turn, found: Record, field: Field) -> str:
    """One part of a record under its name. If it is not published, the text says so."""
    says = _SAYS[field](turn, found) or turn.words("answers.unknown")
    return f"{turn.words(f'answers.{field.value}')}: {says}"


def _documents(_turn: Turn, found: Record) -> str:
    return "".join(f"\n• {each}" for each in found.documents)


def _time(turn: Turn, found: Record) -> str:
    return say_span(turn, found.time)


def _fee(_turn: Turn, found: Record) -> str:
    return found.fee


def _where(_turn: Turn, found: Record) -> str:
    return "; ".join(found.where)


def _online(turn: Turn, found: Record) -> str:
    return "; ".join((*found.online, found.link) if found.link else found.online) or turn.words("answers.not_online")


_SAYS: Mapping[Field, Callable[[Turn, Record], str]] = {
    Field.DOCUMENTS: _documents, Field.TIME: _time, Field.FEE: _fee, Field.WHERE: _where, Field.ONLINE: _online,
}  # fmt: skip


def say_span(turn: Turn, span: Span) -> str:
    """How long it takes; empty when nothing is published."""
    if not span.known:
        return ""
    return turn.words("answers.same_day") if span.number == 0 else f"{span.number} {span.unit}"


def _remarks(turn: Turn, found: Record) -> list[str]:
    """The remark, the source with its day, and a warning for an old record or an example."""
    today = day_of(turn.work.now)
    lines = [each for each in (found.time.note, found.note) if each]
    lines.append(turn.words("answers.source", source=found.source or "…", code=found.code or "–", day=_day(found.seen)))
    if found.stale(today):
        lines.append(turn.words("answers.stale"))
    if found.example:
        lines.append(turn.words("answers.example"))
    return lines


def _day(day: date | None) -> str:
    return f"{day.day}/{day.month}/{day.year}" if day else "…"
