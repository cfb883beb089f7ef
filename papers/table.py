"""The whole of a consultation as .xlsx, a sheet for each subject. Text stays text, whatever sign it begins with."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from civics.polls.counting import FEWEST_SHOWN
from papers.parts import Say, few_or, marked, matter
from papers.values import Held, Values

Value = str | int | None
_CHOICES = ("yes", "no", "other", "blank")
_BALLOTS = ("given", "collected", "valid", "invalid", "yes", "no")


def write(values: Values, say: Say) -> bytes:
    """The workbook."""
    book = Workbook(write_only=True)
    titles = {each.code: each.title for each in values.figures}
    _result(book, values, say)
    unknown = say("papers.summary.no_unit")
    told = values.counted == "person"  # ballots were told apart, and there can be unchecked ones
    turnout = [
        [each.unit or unknown, each.took_part, each.households, *([_few(each.apart, say)] if told else [])]
        for each in values.turnout
    ]
    who = ("unit", "took_part", "households", *(("took_part_apart",) if told else ()))
    _sheet(book, say, "turnout", who, turnout, wide=(30,))
    groups: list[Sequence[Value]] = [
        [titles.get(each.article, ""), at, each.text, each.size, _answer(each.answer, say), each.reply,
         ", ".join(each.tags), *([_few(each.apart, say)] if told else [])]
        for at, each in enumerate(values.opinions, 1)
    ]  # fmt: skip
    head = ("article", "group", "text", "size", "answer", "reply", "tags", *(("apart_size",) if told else ()))
    _sheet(book, say, "opinions", head, groups, wide=(34, 8, 70, 8, 14, 70, 24, 14))
    said: list[Sequence[Value]] = [
        [titles.get(each.article, ""), at, marked(one, say)]
        for at, each in enumerate(values.opinions, 1)
        for one in each.said
    ]
    _sheet(book, say, "said", ("article", "group", "words"), said, wide=(34, 8, 100))
    _held(book, values, say)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _result(book: Workbook, values: Values, say: Say) -> None:
    words = [say(f"papers.choice.{each}") for each in _CHOICES]
    head = [
        say("papers.table.article"),
        *words,
        *(say(f"papers.table.{n}") for n in ("households", "least", "reached")),
    ]
    rows: list[Sequence[Value]] = []
    for each in values.figures:
        ratio = each.ratio
        whole = [ratio.total, ratio.least, _yes(say, ratio.reached)] if ratio else [values.households, None, None]
        rows.append([each.title, *(getattr(each, name) for name in _CHOICES), *whole])
    rows.append([say("papers.table.ballots"), values.ballots])
    if not values.vote:
        rows.append([say("papers.not_a_vote")])
    if values.counted == "person":
        rows.append([say("papers.table.apart_ballots"), _few(values.apart or 0, say)])
    _rows(book, say("papers.table.result"), head, rows, wide=(50,))
    if values.figures_apart:
        apart = [[each.title, *(getattr(each, name) for name in _CHOICES)] for each in values.figures_apart]
        _rows(book, say("papers.table.apart"), [say("papers.table.article"), *words], apart, wide=(50,))


def _few(value: int, say: Say) -> Value:
    """A number as a cell, but not one so small that it could point at somebody."""
    return few_or(value, say) if 0 < value < FEWEST_SHOWN else value


def _held(book: Workbook, values: Values, say: Say) -> None:
    names = (
        "source",
        "unit",
        "clause",
        "held_on",
        "place",
        "households",
        "present",
        "item",
        *_BALLOTS,
        "least",
        "reached",
    )
    rows: list[Sequence[Value]] = []
    for held in values.held:
        for each in held.matters:
            told = [each.ratio.least, _yes(say, each.ratio.reached)] if each.ratio else [None, None]
            figures = [getattr(each, name) for name in _BALLOTS]
            rows.append([*_where(held, say), matter(values, each, say), *figures, *told])
    _sheet(book, say, "held", names, rows, wide=(12, 24, 10, 12, 30, 10, 10, 40))


def _where(held: Held, say: Say) -> list[Value]:
    source = say(f"papers.table.source_{held.source}")
    return [source, held.unit, held.clause, held.held_on, held.place, held.households, held.present]


def _answer(answer: str, say: Say) -> str:
    return say(f"papers.summary.answered.{answer or 'none'}").rstrip(".")


def _yes(say: Say, reached: bool) -> str:  # noqa: FBT001  # a cell
    return say("papers.table.yes_word" if reached else "papers.table.no_word")


def _sheet(
    book: Workbook, say: Say, name: str, columns: Sequence[str], rows: Sequence[Sequence[Value]], *, wide: Sequence[int]
) -> None:
    _rows(book, say(f"papers.table.{name}"), [say(f"papers.table.{each}") for each in columns], rows, wide=wide)


def _rows(
    book: Workbook, title: str, head: Sequence[str], rows: Sequence[Sequence[Value]], *, wide: Sequence[int]
) -> None:
    sheet: Any = book.create_sheet(title)  # the stubs forget its columns
    sheet.freeze_panes = "A2"
    for at, width in enumerate(wide):
        sheet.column_dimensions[chr(ord("A") + at)].width = width
    sheet.append([_cell(sheet, each, bold=True) for each in head])
    for row in rows:
        sheet.append([_cell(sheet, each) for each in row])


def _cell(sheet: Any, value: Value, *, bold: bool = False) -> Any:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in {"=", "+", "-", "@", "\t", "\r"}
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
