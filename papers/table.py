"""A whole consultation as .xlsx, with one sheet per subject. Text stays text, whatever character it begins with."""

from collections.abc import Iterator, Sequence

from civics.polls.counting import FEWEST_SHOWN
from papers import sheets
from papers.parts import Say, few_or, marked, matter
from papers.sheets import Sheet, Value
from papers.values import Held, Values

_CHOICES = ("yes", "no", "other", "blank")
_BALLOTS = ("given", "collected", "valid", "invalid", "yes", "no")


def write(values: Values, say: Say) -> bytes:
    """The workbook."""
    return sheets.whole(_sheets(values, say), font=say("papers.font"))


def _sheets(values: Values, say: Say) -> Iterator[Sheet]:
    titles = {each.code: each.title for each in values.figures}
    yield from _result(values, say)
    unknown = say("papers.summary.no_unit")
    told = values.counted == "person"  # ballots have classes, so there can be unchecked ones
    turnout = [
        [each.unit or unknown, each.took_part, each.households, *([_few(each.apart, say)] if told else [])]
        for each in values.turnout
    ]
    who = ("unit", "took_part", "households", *(("took_part_apart",) if told else ()))
    yield _sheet(say, "turnout", who, turnout, wide=(30,))
    groups: list[Sequence[Value]] = [
        [titles.get(each.article, ""), at, each.text, each.size, _answer(each.answer, say), each.reply,
         ", ".join(each.tags), *([_few(each.apart, say)] if told else [])]
        for at, each in enumerate(values.opinions, 1)
    ]  # fmt: skip
    head = ("article", "group", "text", "size", "answer", "reply", "tags", *(("apart_size",) if told else ()))
    yield _sheet(say, "opinions", head, groups, wide=(34, 8, 70, 8, 14, 70, 24, 14))
    said: list[Sequence[Value]] = [
        [titles.get(each.article, ""), at, marked(one, say)]
        for at, each in enumerate(values.opinions, 1)
        for one in each.said
    ]
    yield _sheet(say, "said", ("article", "group", "words"), said, wide=(34, 8, 100))
    yield _held(values, say)


def _result(values: Values, say: Say) -> Iterator[Sheet]:
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
    yield Sheet(say("papers.table.result"), head, rows, widths=(50,), wrap=True)
    if values.figures_apart:
        apart = [[each.title, *(getattr(each, name) for name in _CHOICES)] for each in values.figures_apart]
        columns = [say("papers.table.article"), *words]
        yield Sheet(say("papers.table.apart"), columns, apart, widths=(50,), wrap=True)


def _few(value: int, say: Say) -> Value:
    """A number as a cell. A number that could identify somebody is replaced by words."""
    return few_or(value, say) if 0 < value < FEWEST_SHOWN else value


def _held(values: Values, say: Say) -> Sheet:
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
    return _sheet(say, "held", names, rows, wide=(12, 24, 10, 12, 30, 10, 10, 40))


def _where(held: Held, say: Say) -> list[Value]:
    source = say(f"papers.table.source_{held.source}")
    return [source, held.unit, held.clause, held.held_on, held.place, held.households, held.present]


def _answer(answer: str, say: Say) -> str:
    return say(f"papers.summary.answered.{answer or 'none'}").rstrip(".")


def _yes(say: Say, reached: bool) -> str:  # noqa: FBT001  # the value of a cell
    return say("papers.table.yes_word" if reached else "papers.table.no_word")


def _sheet(
    say: Say, name: str, columns: Sequence[str], rows: Sequence[Sequence[Value]], *, wide: Sequence[int]
) -> Sheet:
    head = [say(f"papers.table.{each}") for each in columns]
    return Sheet(say(f"papers.table.{name}"), head, rows, widths=wide, wrap=True)
