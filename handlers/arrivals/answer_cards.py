"""How a chat shows a record: as a card, as one part of it, or as a choice between records; always with its source."""

from collections.abc import Sequence

from civics.answers.records import Record
from civics.answers.wanted import Field
from civics.days.calendar import day_of
from core import press
from core.message import Button, Outgoing
from handlers.replies import record_words
from handlers.replies.library import Shelf
from handlers.replies.turn import Turn

ANSWER = "ans"  # the verb of the buttons
WHOLE, STAFF, OTHERS = "whole", "staff", "others"
RATE, YES, NO = "rate", "yes", "no"  # "đúng chưa?", and what the person says
FIELDS = (Field.DOCUMENTS, Field.TIME, Field.FEE, Field.WHERE, Field.ONLINE)
_LABEL = 90  # characters of a label


def card(
    turn: Turn,
    found: Record,
    version_id: int,
    *,
    field: Field | None = None,
    others: bool = False,
    clause: str = "",
    rate: bool = False,
) -> None:
    """Send a record, or the part that was asked for. `others`: other records that may be meant, as a button.

    What a record says word for word is sent as it is; of an article, `clause` is the khoản that was asked for.
    `rate`: one more button, by which the person may say whether it was right.
    """
    text = told(turn, found, field=field, clause=clause)
    if found.text:
        turn.send(Outgoing(text, rows=(_last(turn, version_id, others=others, rate=rate),)))
        return
    head = [turn.words("answers.perhaps")] if others else []
    rows = _rows(turn, version_id, field=field, others=others, rate=rate)
    turn.send(Outgoing("\n".join([*head, text]), rows=rows))


def told(turn: Turn, found: Record, *, field: Field | None, clause: str) -> str:
    """The words of a card, without buttons."""
    today = day_of(turn.work.now)
    if found.text:
        page = f"{turn.ward.settings.public_url}/hoi-dap/{found.key}"
        return record_words.quote_of(found, turn.words, today=today, clause=clause, page=page)
    parts = (field,) if field is not None else record_words.OF_A_CARD
    return record_words.text_of(found, turn.words, today=today, parts=parts)


def choice(turn: Turn, keys: Sequence[str], shelf: Shelf, *, field: Field | None, event: bool = False) -> None:
    """Ask which record is meant. For an event in life (a birth, a move): what to do, in order."""
    turn.say("answers.to_do" if event else "answers.which", *_choices(keys, shelf, field), _staff(turn))


def choice_beside(turn: Turn, keys: Sequence[str], shelf: Shelf, *, field: Field | None, then: str) -> None:
    """The same in the middle of a dialog, whose own question follows at once. `then`: how to go on with that.

    Where buttons do not fit, the names are typed: digits belong to the dialog.
    """
    rows = (*_choices(keys, shelf, field), _staff(turn))
    asked = turn.words("answers.which")
    if len(rows) <= turn.shows.buttons:
        turn.send(Outgoing(f"{asked}\n\n{then}".strip(), rows=rows), aside=True)
        return
    names = "\n".join(f"• {button.label}" for row in rows[:-1] for button in row)
    turn.send(Outgoing(f"{asked}\n{names}\n{turn.words('answers.type_name')}\n\n{then}".strip()))


def _choices(keys: Sequence[str], shelf: Shelf, field: Field | None) -> tuple[tuple[Button, ...], ...]:
    part = field.value if field is not None else WHOLE
    return tuple(
        (Button(_label(record_words.label(found)), press.write(ANSWER, part, shelf.ids[key])),)
        for key in keys if (found := shelf.record(key)) is not None
    )  # fmt: skip


def _staff(turn: Turn) -> tuple[Button, ...]:
    return (turn.button("answers.staff", press.write(ANSWER, STAFF, 0)),)


def rating(turn: Turn, version_id: int) -> tuple[tuple[Button, ...], ...]:
    """The buttons under the question whether an answer was right."""
    return (tuple(turn.button(f"answers.rate_{each}", press.write(ANSWER, each, version_id)) for each in (YES, NO)),)


def _label(name: str) -> str:
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}…"


def _rows(
    turn: Turn, version_id: int, *, field: Field | None, others: bool, rate: bool
) -> tuple[tuple[Button, ...], ...]:
    parts = [each for each in FIELDS if each is not field]
    shown = [turn.button(f"answers.{each.value}", press.write(ANSWER, each.value, version_id)) for each in parts]
    return tuple(shown[:3]), tuple(shown[3:]), _last(turn, version_id, others=others, rate=rate)


def _last(turn: Turn, version_id: int, *, others: bool, rate: bool) -> tuple[Button, ...]:
    shown = {OTHERS: others, STAFF: True, RATE: rate}
    return tuple(
        turn.button(f"answers.{each}", press.write(ANSWER, each, version_id)) for each, is_there in shown.items()
        if is_there
    )  # fmt: skip
