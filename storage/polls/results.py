"""The result of a closed consultation.

It is counted once, in the transaction of the close; pages and papers read it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import insert, select

from civics.polls import recount
from civics.polls.counting import FEWEST_SHOWN, Answer
from civics.polls.rules import BallotClass, CountedBy, class_of
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.households import code_numbers
from storage.households import households as households_now
from storage.polls import opinions, polls, sameness
from storage.polls import rolls as poll_rolls
from storage.polls import tasks as poll_tasks
from storage.polls.opinions import Said
from storage.polls.tasks import What
from storage.tables.poll_results import poll_strips
from storage.tables.polls import poll_receipts
from storage.tables.polls import polls as polls_table

CHOICES = tuple(each.value for each in Answer)
_NOTHING = "a"  # the sign of an article that a ballot does not answer; the choices have the signs after it


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one article. Their sum is the number of ballots."""

    article: polls.Article
    yes: int
    no: int
    other: int
    blank: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a unit took part (`unit_id` None: no unit known), and how many households the roll has there.

    `apart`: the unchecked ones.
    """

    unit_id: int | None
    took_part: int
    households: int | None
    apart: int = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """The unchecked ballots. They are listed, but never added to the others."""

    ballots: int
    lines: tuple[Line, ...]

    @property
    def hidden(self) -> bool:
        """Whether they are so few that their answers could identify a person."""
        return 0 < self.ballots < FEWEST_SHOWN


@dataclass(frozen=True, slots=True)
class Result:
    """A closed consultation in figures. `households`: all of the frozen roll, None without a roll.

    `apart` is None where households are counted, and where the poll closed before ballots had classes.
    """

    ballots: int
    on_paper: int
    lines: tuple[Line, ...]
    turnout: tuple[Turnout, ...]
    households: int | None
    marks: Mapping[str, str]  # of the two public lists
    apart: Apart | None = None
    same: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # by class; `storage.polls.sameness`
    codes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # by kind; `storage.households.code_numbers`

    @property
    def all_ballots(self) -> int:
        """The number of ballots in both classes."""
        return self.ballots + (self.apart.ballots if self.apart else 0)


class _Pile:
    """The ballots of one class, cut apart while they are read.

    The choices of a ballot are kept as a word with one sign for each article, so that each article is counted at once.
    """

    def __init__(self, codes: Sequence[str]) -> None:
        self._codes = codes
        self._signs: dict[object, str] = {None: _NOTHING}  # by choice
        self._sheets: list[str] = []
        self.said: list[Said] = []

    @property
    def number(self) -> int:
        return len(self._sheets)

    def add(self, ballot: Mapping[str, Json]) -> tuple[str, list[str]]:
        """Add a ballot; returns its choices as signs, and the words to each article if there are any.

        Other articles (withdrawn ones) and the class are left out.
        """
        given = list(map(ballot.get, self._codes))
        words = self._with_words(given) if list in set(map(type, given)) else []
        try:
            sheet = "".join([self._signs[each] for each in given])
        except KeyError:  # a choice that is met for the first time
            sheet = "".join([self._sign(each) for each in given])
        self._sheets.append(sheet)
        return sheet, words

    def strips(self) -> dict[str, str]:
        """The answers to each article as sorted letters."""
        columns = zip(*self._sheets, strict=True) if self._sheets else [()] * len(self._codes)
        choices = {sign: str(choice) for choice, sign in self._signs.items() if choice is not None}
        found = {}
        for code, column in zip(self._codes, columns, strict=True):
            sums = {choices[sign]: times for sign, times in Counter(column).items() if sign != _NOTHING}
            found[code] = recount.strip(_whole(sums, self.number))
        return found

    def _sign(self, given: Json) -> str:
        choice = given if given is None else str(given)
        return self._signs.setdefault(choice, chr(ord(_NOTHING) + len(self._signs)))

    def _with_words(self, given: list[Json]) -> list[str]:
        """The words to each article; what has words or files becomes an opinion. Only choices are left in `given`."""
        found = [""] * len(given)
        for at, (code, each) in enumerate(zip(self._codes, given, strict=True)):
            if not isinstance(each, list):
                continue
            choice, found[at], *files = map(str, each)
            given[at] = choice
            if found[at] or files:
                self.said.append(Said(code, choice, found[at], tuple(map(int, files))))
        return found


def freeze(work: UnitOfWork, poll: polls.Poll, ballots: Iterable[str]) -> dict[str, Json]:
    """Count the ballots (`ballots.written`) of each class, cut them apart and store the opinions; returns the result.

    It also asks for the comparing of opinions. No list has whole ballots; words are stored separately from choices.
    """
    codes = [each.code for each in polls.articles(work, poll.id) if each.stands]
    piles, same = _read(poll, codes, ballots)
    counted, apart = piles[BallotClass.CHECKED], piles[BallotClass.UNCHECKED]
    strips, apart_strips = counted.strips(), apart.strips() if apart.number else {}
    if strips:
        rows = [
            {"poll_id": poll.id, "article": code, "answers": each, "apart": apart_strips.get(code, "")}
            for code, each in strips.items()
        ]
        work.conn.execute(insert(poll_strips), rows)
    many = apart.number >= FEWEST_SHOWN  # if there are few, no opinion is marked as theirs
    if opinions.keep(work, poll.id, [*counted.said, *(replace(each, apart=many) for each in apart.said)]):
        poll_tasks.want(work, poll.id, What.COMPARE)
    receipts = work.conn.execute(
        select(poll_receipts.c.receipt).where(poll_receipts.c.poll_id == poll.id).order_by(poll_receipts.c.receipt)
    ).scalars()
    told: dict[str, Json] = {"ballots": counted.number, "articles": _articles(strips), **_turnout(work, poll)}
    if poll.counted_by is CountedBy.PERSON:
        told["apart"] = {"ballots": apart.number, "articles": _articles(apart_strips)}
    listed = [(code, each, apart_strips.get(code, "") if many else "") for code, each in strips.items()]
    return {
        **told, "same": same,
        "codes": code_numbers.of(work, poll.units, since=poll.opens_at or work.now),
        "marks": {"ballots": recount.mark(recount.ballot_lines(listed)), "receipts": recount.mark(receipts)},
    }  # fmt: skip


def _read(
    poll: polls.Poll, codes: Sequence[str], ballots: Iterable[str]
) -> tuple[dict[BallotClass, _Pile], dict[str, Json]]:
    """The ballots of each class, cut apart, and how many are the same."""
    piles, alike, read = {each: _Pile(codes) for each in BallotClass}, sameness.Alike(), json.JSONDecoder().raw_decode
    for text in ballots:
        ballot = read(text)[0]
        of = class_of(ballot, poll.counted_by)
        alike.add(of, *piles[of].add(ballot))
    return piles, alike.figures()


def _articles(strips: Mapping[str, str]) -> dict[str, Json]:
    return {code: dict(recount.tally(each)) for code, each in strips.items()}


def _whole(sums: Mapping[str, int], ballots: int) -> dict[str, int]:
    """The figures of an article. A ballot without an answer is blank."""
    missing = ballots - sum(sums.values())
    return {**sums, Answer.BLANK.value: sums.get(Answer.BLANK.value, 0) + missing}


def _turnout(work: UnitOfWork, poll: polls.Poll) -> dict[str, Json]:
    """Who took part per unit; where households are counted, also all households and those with a ballot on paper."""
    found = poll_rolls.turnout(work, poll)
    told: dict[str, Json] = {"people": {str(each.unit_id or ""): each.took for each in found if each.took}}
    if any(each.apart for each in found):
        told["people_apart"] = {str(each.unit_id or ""): each.apart for each in found if each.apart}
    if poll.counted_by is CountedBy.HOUSEHOLD:
        told["households"] = {str(each.unit_id): each.total for each in found}
        told["on_paper"] = poll_rolls.on_paper(work, poll.id)
    else:  # a meeting on this draft is measured against today's roll
        known = households_now.totals(work)
        told["roll"] = {str(unit): known[unit] for unit in poll.units if unit in known}
    return told


def of(work: UnitOfWork, poll: polls.Poll) -> Result | None:
    """The result of a poll; None before its close."""
    kept = poll.result
    if kept is None:
        return None
    articles = polls.articles(work, poll.id)
    people, roll, some = (_numbers(kept.get(name)) for name in ("people", "households", "people_apart"))
    units = list(dict.fromkeys([*(str(each) for each in poll.units), *people, *some]))
    turnout = tuple(
        Turnout(int(each) if each else None, people.get(each, 0), roll.get(each) if roll else None, some.get(each, 0))
        for each in units if each in roll or each in people or each in some
    )  # fmt: skip
    on_paper, marks = kept.get("on_paper"), kept.get("marks")
    apart = kept.get("apart")
    return Result(
        _number(kept.get("ballots")),
        _number(on_paper),
        _lines(articles, kept.get("articles")),
        turnout,
        sum(roll.values()) if roll else None,
        {name: str(mark) for name, mark in marks.items()} if isinstance(marks, dict) else {},
        Apart(_number(apart.get("ballots")), _lines(articles, apart.get("articles")))
        if isinstance(apart, dict)
        else None,
        _by_name(kept.get("same")),
        _by_name(kept.get("codes")),
    )


def _lines(articles: Iterable[polls.Article], kept: Json) -> tuple[Line, ...]:
    counted = _numbers_of(kept)
    return tuple(
        Line(each, *(counted[each.code][name] for name in CHOICES)) for each in articles if each.code in counted
    )


def households(work: UnitOfWork, poll_id: int) -> dict[int, int]:
    """How many households each unit had on the roll at the close, for a meeting. Empty without a roll."""
    kept = work.conn.execute(select(polls_table.c.result).where(polls_table.c.id == poll_id)).scalar() or {}
    known = _numbers(kept.get("households")) or _numbers(kept.get("roll"))
    return {int(unit): number for unit, number in known.items()}


def strips(work: UnitOfWork, poll_id: int) -> dict[str, tuple[str, str]]:
    """The answers to each article as sorted letters: of the checked and of the unchecked ballots."""
    columns = (poll_strips.c.article, poll_strips.c.answers, poll_strips.c.apart)
    return {
        row[0]: (row[1], row[2]) for row in work.conn.execute(select(*columns).where(poll_strips.c.poll_id == poll_id))
    }


def _number(kept: Json) -> int:
    return kept if isinstance(kept, int) else 0


def _by_name(kept: Json) -> dict[str, dict[str, int]]:
    return {name: _numbers(each) for name, each in kept.items()} if isinstance(kept, dict) else {}


def _numbers(kept: Json) -> dict[str, int]:
    if not isinstance(kept, dict):
        return {}
    return {name: number for name, number in kept.items() if isinstance(number, int)}


def _numbers_of(kept: Json) -> dict[str, dict[str, int]]:
    if not isinstance(kept, dict):
        return {}
    return {code: dict.fromkeys(CHOICES, 0) | _numbers(each) for code, each in kept.items()}
