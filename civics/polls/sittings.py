"""Meetings and ballots on paper: what is recorded of them, which figures are impossible, and what they decide.

Two people type the figures in, each for themselves. Nothing counts until both say the same. Luật 10/2022/QH15 Điều 18,
19; NĐ 59/2023/NĐ-CP Điều 3, 4 and its forms 02 to 04; NĐ 61/2023/NĐ-CP Điều 10.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from civics.polls.counting import Majority, Source, majority
from civics.polls.rules import PollKind
from core.message import Json
from core.text import normal

WHOLE = "whole"  # the item of a text that is decided on as a whole
BOARD = (3, 5)  # members of a counting board (NĐ 59/2023 Điều 3)
WITNESSES = 2  # households that watch the count
MEET_FIRST = frozenset({"15.3", "15.4", "15.5"})  # decided at a meeting (Luật 10/2022 Điều 17.2)
QUY_UOC = "15.3"  # the clause of Luật 10/2022 Điều 15 under which a quy ước is decided
MOST = 1_000_000  # households; a larger number is a typing error
LONGEST_NAME = 120
_NAMES = ("place", "chair", "secretary")
_COUNTS = ("given", "collected", "valid", "invalid", "other")


class Method(StrEnum):
    """How those present decided (NĐ 59/2023 Điều 3). On paper it is always by ballot."""

    HANDS = "hands"
    BALLOTS = "ballots"


@dataclass(frozen=True, slots=True)
class Item:
    """The figures of one matter. By show of hands, only `yes` and `no`; with ballots, all of them."""

    code: str  # of the article, or WHOLE
    yes: int = 0
    no: int = 0
    given: int = 0
    collected: int = 0
    valid: int = 0
    invalid: int = 0
    other: int = 0  # valid ballots with another opinion, or left blank


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a meeting or of paper ballots, as one person typed it.

    `present`: households represented at a meeting.
    """

    held_on: str  # ISO date; for paper ballots, the day of the count
    place: str
    method: Method
    households: int  # all households of the roll, the denominator
    present: int = 0
    chair: str = ""
    secretary: str = ""
    board: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()

    def flat(self) -> dict[str, str | int]:
        """The fields as the form names them, with their values: `place`, `board.0`, `whole.yes`."""
        found: dict[str, str | int] = {
            "held_on": self.held_on, "place": self.place, "method": self.method.value, "households": self.households,
            "present": self.present, "chair": self.chair, "secretary": self.secretary,
        }  # fmt: skip
        for name, several in (("board", self.board), ("witnesses", self.witnesses)):
            found |= {f"{name}.{at}": each for at, each in enumerate(several)}
        for each in self.items:
            found |= {f"{each.code}.{name}": getattr(each, name) for name in ("yes", "no", *_COUNTS)}
        return found

    @classmethod
    def of(cls, flat: Mapping[str, Json], codes: Iterable[str]) -> "Record":
        """The record from such fields. What is missing or not a number is 0 or empty."""

        def words(name: str) -> str:
            return " ".join(normal(str(flat.get(name) or "")).split())[:LONGEST_NAME]

        def number(name: str) -> int:
            text = str(flat.get(name, "")).strip()
            return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0

        def several(name: str, most: int) -> tuple[str, ...]:
            return tuple(each for at in range(most) if (each := words(f"{name}.{at}")))

        items = tuple(
            Item(code, *(number(f"{code}.{name}") for name in ("yes", "no", *_COUNTS))) for code in codes
        )  # fmt: skip
        method = Method(words("method")) if words("method") in set(Method) else Method.HANDS
        return cls(
            words("held_on"), words("place"), method, number("households"), number("present"), words("chair"),
            words("secretary"), several("board", BOARD[1]), several("witnesses", WITNESSES), items,
        )  # fmt: skip


def clauses(kind: PollKind) -> tuple[str, ...]:
    """The clauses of Điều 15 by which a sitting on this kind of draft may decide: for a quy ước khoản 3, else none.

    An opinion is not a decision (Điều 25), and a matter that was voted on online is not voted on again in another way
    (Điều 17.1 "một trong"). All other decisions of the community have their own records (`civics.polls.community`).
    """
    return (QUY_UOC,) if kind is PollKind.QUY_UOC else ()


def matters(clause: str, asked: Iterable[str]) -> tuple[str, ...]:
    """What is decided on: a quy ước as a whole (NĐ 61/2023 Điều 10), else each article."""
    return (WHOLE,) if clause == QUY_UOC else tuple(asked)


def faults(record: Record, *, source: Source, today: date, roll: int | None = None) -> tuple[str, ...]:
    """The fields that cannot be right, as `field:why`; `why` is a tail of `results.fault.*`. Empty when all can be
    right.

    `roll`: how many households the frozen roll has, where there is one.
    """
    ballots = source is Source.PAPER or record.method is Method.BALLOTS
    found = [*_people(record, source=source, ballots=ballots), *_day(record, today)]
    if not 1 <= record.households <= MOST:
        found.append("households:none")
    elif roll is not None and record.households != roll:
        found.append("households:roll")
    if source is Source.MEETING and not 1 <= record.present <= record.households:
        found.append("present:over" if record.present else "present:none")
    there = record.present if source is Source.MEETING else record.households
    for each in record.items:
        found += _ballots(each, there) if ballots else _hands(each, there)
    return tuple(found)


def _people(record: Record, *, source: Source, ballots: bool) -> list[str]:
    wanted = _NAMES if source is Source.MEETING else ("place",)
    found = [f"{name}:missing" for name in wanted if not getattr(record, name)]
    if ballots:
        if not BOARD[0] <= len({each.casefold() for each in record.board}) <= BOARD[1]:
            found.append("board.0:board")
        if len({each.casefold() for each in record.witnesses}) != WITNESSES:
            found.append("witnesses.0:witnesses")
        elif {each.casefold() for each in record.witnesses} & {each.casefold() for each in record.board}:
            found.append("witnesses.0:counts_itself")
    return found


def _day(record: Record, today: date) -> list[str]:
    try:
        return ["held_on:future"] if date.fromisoformat(record.held_on) > today else []
    except ValueError:
        return ["held_on:missing"]


def _hands(item: Item, present: int) -> list[str]:
    return [f"{item.code}.yes:hands"] if item.yes + item.no > present else []


def _ballots(item: Item, households: int) -> list[str]:
    found = []
    if item.given > households:
        found.append(f"{item.code}.given:given")
    if item.collected > item.given:
        found.append(f"{item.code}.collected:collected")
    if item.valid + item.invalid != item.collected:
        found.append(f"{item.code}.valid:valid")
    if item.yes + item.no + item.other != item.valid:
        found.append(f"{item.code}.yes:votes")
    return found


def differences(one: Record, other: Record) -> tuple[str, ...]:
    """The fields in which the two records of one paper differ. Upper or lower case and spaces of names do not count."""
    first, second = one.flat(), other.flat()

    def same(name: str) -> bool:
        a, b = first.get(name, ""), second.get(name, "")
        return str(a).casefold() == str(b).casefold()

    return tuple(name for name in dict.fromkeys((*first, *second)) if not same(name))


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough households were present. `least`: how many are needed."""

    present: int
    least: int
    met: bool
    article: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of one matter.

    Without a quorum there is no majority: a ballot to every household follows (Điều 19).
    """

    item: Item
    quorum: Quorum | None  # none on paper
    majority: Majority | None


def quorum(record: Record, *, clause: str, source: Source) -> Quorum | None:
    """The quorum of a meeting. None for ballots on paper, which are measured against all households.

    A quy ước needs more than half of all households (NĐ 61/2023 Điều 10.1.a). Other matters need as many as could reach
    the ratio (NĐ 59/2023 Điều 4.1.b).
    """
    if source is not Source.MEETING:
        return None
    if clause == QUY_UOC:
        least, article = record.households // 2 + 1, "NĐ 61/2023/NĐ-CP Điều 10 khoản 1"
    else:
        reached = majority(0, record.households, clause=clause, source=source)
        assert reached is not None
        least, article = reached.least, "NĐ 59/2023/NĐ-CP Điều 4 khoản 1"
    return Quorum(record.present, least, record.present >= least, article)


def decisions(record: Record, *, clause: str, source: Source) -> tuple[Decision, ...]:
    """The result of each matter, against all households of the roll. Raises ValueError on impossible figures."""
    enough = quorum(record, clause=clause, source=source)
    return tuple(
        Decision(
            each, enough,
            None if enough is not None and not enough.met
            else majority(each.yes, record.households, clause=clause, source=source),
        )
        for each in record.items
    )  # fmt: skip


class Held(Protocol):
    """A meeting or a ballot on paper; `agreed` is None until two people have typed in the same figures."""

    @property
    def source(self) -> Source: ...
    @property
    def clause(self) -> str: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def agreed(self) -> Record | None: ...


def passed(held: Held) -> bool:
    """Whether the group approved all that it decided on, in a record on which two people agreed."""
    if held.agreed is None:
        return False
    found = decisions(held.agreed, clause=held.clause, source=held.source)
    return bool(found) and all(each.majority is not None and each.majority.reached for each in found)


def stands(held: Iterable[Held], unit_id: int) -> bool | None:
    """Whether a group approved, by its last record on which two people agreed; none while it has none."""
    found = [each for each in held if each.unit_id == unit_id and each.agreed is not None]
    return passed(found[-1]) if found else None


def paper_first(ballot: Held, known: Iterable[Held]) -> bool:
    """Whether ballots on paper were recorded without the meeting that the law requires first.

    Khoản 3, 4 and 5 are decided at a meeting (Luật 10/2022 Điều 17.2; NĐ 61/2023 Điều 10).
    """
    if ballot.clause not in MEET_FIRST or ballot.source is not Source.PAPER:
        return False
    return not short_meeting(known, ballot.unit_id)


def short_meeting(known: Iterable[Held], unit_id: int | None) -> bool:
    """Whether this group met and too few came, so that ballots may follow (NĐ 59 Điều 4.1.b; NĐ 61 Điều 10.2.a)."""
    return any(_too_few_met(each) for each in known if each.unit_id == unit_id)


def _too_few_met(held: Held) -> bool:
    if held.agreed is None or held.source is not Source.MEETING:
        return False
    found = quorum(held.agreed, clause=held.clause, source=held.source)
    return found is not None and not found.met
