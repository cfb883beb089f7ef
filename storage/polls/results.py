"""What a closed consultation came to: counted once, in the transaction of the close; pages and papers read it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select

from civics.polls import recount
from civics.polls.counting import Answer
from civics.polls.rules import CountedBy
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.households import households as households_now
from storage.polls import opinions, polls
from storage.polls import rolls as poll_rolls
from storage.polls import tasks as poll_tasks
from storage.polls.opinions import Said
from storage.polls.tasks import What
from storage.tables.poll_results import poll_strips
from storage.tables.polls import poll_receipts
from storage.tables.polls import polls as polls_table

CHOICES = tuple(each.value for each in Answer)


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one article, summing to the ballots."""

    article: polls.Article
    yes: int
    no: int
    other: int
    blank: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a group took part (`unit_id` none: they named no group), of how many households on the roll."""

    unit_id: int | None
    took_part: int
    households: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """A closed consultation in figures. `households`: all of the frozen roll, none without one."""

    ballots: int
    on_paper: int
    lines: tuple[Line, ...]
    turnout: tuple[Turnout, ...]
    households: int | None
    marks: Mapping[str, str]  # of the two public lists


def freeze(work: UnitOfWork, poll: polls.Poll, ballots: Iterable[str]) -> dict[str, Json]:
    """Count the ballots (`ballots.written`), cut them apart, keep the opinions; gives the result to keep.

    Ask for the comparing of opinions too. Whole ballots are in no list; words stand apart from choices.
    """
    codes = [each.code for each in polls.articles(work, poll.id) if each.stands]
    counted: dict[str, Counter[str]] = {code: Counter() for code in codes}
    said: list[Said] = []
    number = 0
    for ballot in ballots:
        number += 1
        for code, given in json.loads(ballot).items():
            if (sums := counted.get(code)) is None:
                continue  # withdrawn
            if isinstance(given, str):
                sums[given] += 1
                continue
            choice, words, *files = given
            sums[choice] += 1
            if words or files:
                said.append(Said(code, choice, words, tuple(files)))
    strips = {code: recount.strip(_whole(sums, number)) for code, sums in counted.items()}
    if strips:
        rows = [{"poll_id": poll.id, "article": code, "answers": each} for code, each in strips.items()]
        work.conn.execute(insert(poll_strips), rows)
    if opinions.keep(work, poll.id, said):
        poll_tasks.want(work, poll.id, What.COMPARE)
    receipts = work.conn.execute(
        select(poll_receipts.c.receipt).where(poll_receipts.c.poll_id == poll.id).order_by(poll_receipts.c.receipt)
    ).scalars()
    return {
        "ballots": number,
        "articles": {code: dict(recount.tally(each)) for code, each in strips.items()},
        **_turnout(work, poll),
        "marks": {
            "ballots": recount.mark(recount.ballot_lines(strips.items())), "receipts": recount.mark(receipts),
        },
    }  # fmt: skip


def _whole(sums: Mapping[str, int], ballots: int) -> dict[str, int]:
    """The figures of an article, in which a ballot without an answer is blank."""
    missing = ballots - sum(sums.values())
    return {**sums, Answer.BLANK.value: sums.get(Answer.BLANK.value, 0) + missing}


def _turnout(work: UnitOfWork, poll: polls.Poll) -> dict[str, Json]:
    """Who took part per unit, and where households are counted all of them and those whose ballot is on paper."""
    found = poll_rolls.turnout(work, poll)
    told: dict[str, Json] = {"people": {str(each.unit_id or ""): each.took for each in found if each.took}}
    if poll.counted_by is CountedBy.HOUSEHOLD:
        told["households"] = {str(each.unit_id): each.total for each in found}
        told["on_paper"] = poll_rolls.on_paper(work, poll.id)
    else:  # a meeting on this draft measures itself against the roll of today
        known = households_now.totals(work)
        told["roll"] = {str(unit): known[unit] for unit in poll.units if unit in known}
    return told


def of(work: UnitOfWork, poll: polls.Poll) -> Result | None:
    """The result of a poll; none before its close."""
    kept = poll.result
    if kept is None:
        return None
    counted = _numbers_of(kept.get("articles"))
    lines = tuple(
        Line(each, *(counted[each.code][name] for name in CHOICES))
        for each in polls.articles(work, poll.id) if each.code in counted
    )  # fmt: skip
    people, roll = _numbers(kept.get("people")), _numbers(kept.get("households"))
    units = list(dict.fromkeys([*(str(each) for each in poll.units), *people]))
    turnout = tuple(
        Turnout(int(each) if each else None, people.get(each, 0), roll.get(each) if roll else None)
        for each in units if each in roll or each in people
    )  # fmt: skip
    ballots, on_paper, marks = kept.get("ballots"), kept.get("on_paper"), kept.get("marks")
    return Result(
        ballots if isinstance(ballots, int) else 0,
        on_paper if isinstance(on_paper, int) else 0,
        lines,
        turnout,
        sum(roll.values()) if roll else None,
        {name: str(mark) for name, mark in marks.items()} if isinstance(marks, dict) else {},
    )


def households(work: UnitOfWork, poll_id: int) -> dict[int, int]:
    """How many households each group had on the roll at the close, for a meeting; empty where there is no roll."""
    kept = work.conn.execute(select(polls_table.c.result).where(polls_table.c.id == poll_id)).scalar() or {}
    known = _numbers(kept.get("households")) or _numbers(kept.get("roll"))
    return {int(unit): number for unit, number in known.items()}


def strips(work: UnitOfWork, poll_id: int) -> dict[str, str]:
    """The answers to each article as sorted letters."""
    rows = work.conn.execute(
        select(poll_strips.c.article, poll_strips.c.answers).where(poll_strips.c.poll_id == poll_id)
    )
    return {row[0]: row[1] for row in rows}


def _numbers(kept: Json) -> dict[str, int]:
    if not isinstance(kept, dict):
        return {}
    return {name: number for name, number in kept.items() if isinstance(number, int)}


def _numbers_of(kept: Json) -> dict[str, dict[str, int]]:
    if not isinstance(kept, dict):
        return {}
    return {code: dict.fromkeys(CHOICES, 0) | _numbers(each) for code, each in kept.items()}
