"""Decisions of the community: the khoản of Điều 15, the ways to decide, when a decision passes and takes effect.

Luật 10/2022/QH15 Điều 15, 17 to 21; NĐ 59/2023/NĐ-CP Điều 3, 4 (confidence: source).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum

from civics.days.calendar import Days, add_working_days
from civics.polls.counting import thresholds
from civics.polls.elections import ELECTION, NEXT_WITHIN
from civics.polls.sittings import MEET_FIRST, QUY_UOC
from civics.polls.terms import day_in
from core.message import Json
from core.text import normal

SEND_WITHIN = 5  # working days, to UBND and UBMTTQ (Điều 20.3; NĐ 61/2023 Điều 11)
SUSPEND_WITHIN, ANNUL_WITHIN = 3, 5  # working days from the report (NĐ 61/2023 Điều 12.2, 14.3)
TEXT_SENT_WITHIN = 2  # working days from the recognition of a quy ước (NĐ 61/2023 Điều 18.1.a)
RECOGNISE_WITHIN = 5  # working days from the day of receipt (Điều 21.2)
CLUSTERS_FROM = 200  # households: a group of this size or more may meet in several clusters (Điều 18.3)
LONGEST_TITLE, LONGEST_TEXT, LONGEST_WORDS = 200, 20_000, 500


class Effect(StrEnum):
    """What makes a decision take effect (Điều 21.2)."""

    VOTE = "vote"  # the day of the vote
    UBND_SETS = "ubnd_sets"  # ward-wide: the day that UBND sets
    UBND = "ubnd"  # the day of UBND's decision to recognise it
    FRONT = "front"  # the day of UBMTTQ's decision to recognise it


@dataclass(frozen=True, slots=True)
class ClauseRule:
    """The rule for one khoản of Điều 15.

    `meet_first`: a meeting decides; ballots on paper follow only when too few came (Điều 17.2). `documents`: they must
    be sent to every household before the meeting (NĐ 59 Điều 3.4). `free_ballots`: the head may choose ballots in
    agreement with the Front committee (NĐ 59 Điều 4.1.c names only khoản 6; Luật Điều 19.1.c says "các trường hợp
    khác").
    """

    clause: str
    in_group: Effect
    ward_wide: bool = False
    documents: bool = False
    free_ballots: bool = False

    @property
    def meet_first(self) -> bool:
        """Whether a meeting comes first."""
        return self.clause in MEET_FIRST


CLAUSES: tuple[ClauseRule, ...] = (
    ClauseRule("15.1", Effect.VOTE, ward_wide=True, documents=True),
    ClauseRule("15.2", Effect.VOTE, ward_wide=True, documents=True),
    ClauseRule("15.3", Effect.UBND, documents=True),
    ClauseRule("15.4", Effect.UBND),
    ClauseRule("15.5", Effect.FRONT),
    ClauseRule("15.6", Effect.VOTE, free_ballots=True),
)


def rule(clause: str) -> ClauseRule:
    """The rule of a khoản. Raises ValueError for a khoản that Điều 15 does not have."""
    found = next((each for each in CLAUSES if each.clause == clause), None)
    if found is None:
        raise ValueError(f"Điều 15 has no {clause}")
    return found


def effect(clause: str, *, ward_wide: bool) -> Effect:
    """What makes a decision take effect (Điều 21.2)."""
    return Effect.UBND_SETS if ward_wide else rule(clause).in_group


class Standing(StrEnum):
    """The standing of a decision."""

    OPEN = "open"  # the votes of other groups may still change the result
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Groups:
    """The count of a ward-wide decision: groups that approved, of all groups (Điều 21.1 second paragraph)."""

    approved: int
    refused: int
    total: int
    least: int  # two thirds of the groups, rounded up
    standing: Standing
    article: str


def of_groups(results: Iterable[bool | None]) -> Groups:
    """The count of a ward-wide decision from the result of each group: approved, refused, None while undecided.

    Each group decides by two thirds of its own households; here only groups are counted, whatever their size.
    """
    found = list(results)
    law = next(each for each in thresholds() if each.clause == "groups")
    least = -(-law.numerator * len(found) // law.denominator)
    approved, refused = found.count(True), found.count(False)
    standing = Standing.OPEN
    if found and approved >= least:
        standing = Standing.PASSED
    elif len(found) - refused < least or not found:
        standing = Standing.FAILED
    return Groups(approved, refused, len(found), least, standing, law.article)


def send_by(held_on: date, days: Days) -> date:
    """The day by which a passed decision must be sent to UBND and UBMTTQ (Điều 20.3)."""
    return add_working_days(held_on, SEND_WITHIN, days)


def recognise_by(received_on: date, days: Days) -> date:
    """The day by which UBND or UBMTTQ must recognise it or refuse in writing, with reasons (Điều 21.2)."""
    return add_working_days(received_on, RECOGNISE_WITHIN, days)


def suspend_by(flagged_on: date, days: Days) -> date:
    """The day by which UBND must suspend a reported quy ước or refuse in writing with reasons (NĐ 61 Điều 12.2)."""
    return add_working_days(flagged_on, SUSPEND_WITHIN, days)


def annul_by(flagged_on: date, days: Days) -> date:
    """The day by which UBND must annul it or refuse in writing, with reasons (NĐ 61/2023 Điều 14.3)."""
    return add_working_days(flagged_on, ANNUL_WITHIN, days)


def text_sent_by(recognised_on: date, days: Days) -> date:
    """The day by which the recognised text must be sent to the group's head and UBMTTQ (NĐ 61/2023 Điều 18.1.a)."""
    return add_working_days(recognised_on, TEXT_SENT_WITHIN, days)


class WrongFacts(StrEnum):
    """Why the facts of a decision are refused."""

    AHEAD = "ahead"
    CHAIR = "chair"  # a ward-wide ballot without the chair's decision (Điều 19.1.a; NĐ 59 Điều 4.1.a)
    VOTE = "vote"  # received before the community voted (Điều 20.3)
    RECEIVED = "received"  # recognised or refused before it was received
    REASON = "reason"  # recognition was refused without a reason (Điều 21.2)
    BOTH = "both"  # recognised and refused
    EFFECT = "effect"  # a day of effect before the vote
    FLAGGED = "flagged"  # suspended, annulled or found unfounded before it was reported
    TEXT = "text"  # the text was sent before it was recognised
    POSTED = "posted"  # the result was made public before the vote (NĐ 61/2023 Điều 10.2.b)
    NEXT = "next"  # the next election was decided on before the head was let go (NĐ 59/2023 Điều 9.3)


_LATER = ("text_sent_on", "suspended_on", "annulled_on", "unfounded_on", "next_on", "posted_on")


@dataclass(frozen=True, slots=True)
class Facts:
    """The papers of a decision, as the ward records them.

    `chair_paper`, `chair_on`: the chair's decision to hand out ballots ward-wide (Điều 19.1.a). `received_on`: when the
    recognising body received it. `recognised_on`, `recognised_paper`, or `refused_on` with `refused_why` (Điều 21.2).
    `effect_on`: the day that UBND set for a ward-wide decision. `flagged_on`: when a recognised quy ước was reported in
    writing as unlawful (NĐ 61/2023 Điều 12.2, 14.3); then it is suspended or annulled, or whoever reported it is told
    that there is no ground (`unfounded_on`). `text_sent_on`: when the recognised text was sent (Điều 18.1.a).
    `next_on`: after a head was let go, when UBND decided on electing the next one (NĐ 59/2023 Điều 9.3).
    `posted_on`: when the result on a quy ước was made public (NĐ 61/2023 Điều 10.2.b asks for it after ballots).
    """

    chair_paper: str = ""
    chair_on: date | None = None
    received_on: date | None = None
    recognised_on: date | None = None
    recognised_paper: str = ""
    refused_on: date | None = None
    refused_why: str = ""
    effect_on: date | None = None
    flagged_on: date | None = None
    text_sent_on: date | None = None
    suspended_on: date | None = None
    annulled_on: date | None = None
    unfounded_on: date | None = None
    next_on: date | None = None
    posted_on: date | None = None

    def plain(self) -> dict[str, Json]:
        """The stored form: all fields that are not empty."""
        held = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}
        return {name: value for name, value in held.items() if value}

    @classmethod
    def of(cls, raw: Mapping[str, object]) -> "Facts":
        """The facts in a row or a form. An invalid date counts as empty."""
        return cls(
            line(raw.get("chair_paper")), day_in(raw.get("chair_on")), day_in(raw.get("received_on")),
            day_in(raw.get("recognised_on")), line(raw.get("recognised_paper")), day_in(raw.get("refused_on")),
            line(raw.get("refused_why"), 2000), day_in(raw.get("effect_on")), day_in(raw.get("flagged_on")),
            *(day_in(raw.get(name)) for name in _LATER),
        )  # fmt: skip


def wrong_facts(facts: Facts, *, today: date, voted_on: date | None) -> WrongFacts | None:
    """Why the facts cannot stand: a day before its cause, a refusal without its reason."""
    dealt_with = (facts.suspended_on, facts.annulled_on, facts.unfounded_on)
    past = (facts.chair_on, facts.received_on, facts.recognised_on, facts.refused_on, facts.flagged_on, *dealt_with)
    answered = [day for day in (facts.recognised_on, facts.refused_on) if day is not None]
    checks = (
        (
            WrongFacts.AHEAD,
            any(day is not None and day > today for day in (*past, facts.text_sent_on, facts.next_on, facts.posted_on)),
        ),
        (WrongFacts.VOTE, voted_on is not None and _is_before(facts.received_on or voted_on, voted_on)),
        (WrongFacts.BOTH, len(answered) == 2),
        (WrongFacts.RECEIVED, any(facts.received_on is None or day < facts.received_on for day in answered)),
        (WrongFacts.REASON, facts.refused_on is not None and not facts.refused_why),
        (WrongFacts.EFFECT, _is_before(facts.effect_on, voted_on)),
        (WrongFacts.FLAGGED, any(_is_before(day, facts.flagged_on) for day in dealt_with)),
        (WrongFacts.TEXT, _is_before(facts.text_sent_on, facts.recognised_on)),
        (WrongFacts.POSTED, _is_before(facts.posted_on, voted_on)),
        (WrongFacts.NEXT, _is_before(facts.next_on, facts.recognised_on)),
    )
    return next((name for name, wrong in checks if wrong), None)


def _is_before(day: date | None, cause: date | None) -> bool:
    return day is not None and (cause is None or day < cause)


class Clock(StrEnum):
    """A clock of the law that runs after the vote."""

    SEND = "send"  # the decision goes to UBND and UBMTTQ (Luật Điều 20.3)
    RECOGNISE = "recognise"  # it is recognised, or refused in writing (Luật Điều 21.2)
    TEXT = "text"  # the recognised text of a quy ước goes out (NĐ 61 Điều 18.1.a)
    SUSPEND = "suspend"  # a reported quy ước is suspended, or answered (NĐ 61 Điều 12.2)
    ANNUL = "annul"  # or annulled, or answered (NĐ 61 Điều 14.3)
    NEXT = "next_election"  # a head was let go: UBND decides on electing the next one (NĐ 59 Điều 9.3)


def owed(clause: str, facts: Facts, days: Days, *, ward_wide: bool, removal: bool = False) -> dict[Clock, date]:
    """The clocks that run now for UBND and UBMTTQ, with the last day of each. Each ends with the day of its paper.

    `removal`: the decision lets a head go (`civics.polls.ways.Before.removal`).
    """
    found: dict[Clock, date] = {}
    recognises = effect(clause, ward_wide=ward_wide) in (Effect.UBND, Effect.FRONT)
    if recognises and facts.received_on and not (facts.recognised_on or facts.refused_on):
        found[Clock.RECOGNISE] = recognise_by(facts.received_on, days)
    if clause == ELECTION and removal and facts.recognised_on and not facts.next_on:
        found[Clock.NEXT] = facts.recognised_on + timedelta(days=NEXT_WITHIN)
    return found | (_of_quy_uoc(facts, days) if clause == QUY_UOC else {})


def _of_quy_uoc(facts: Facts, days: Days) -> dict[Clock, date]:
    """The clocks of NĐ 61/2023: the recognised text goes out; a reported quy ước is suspended or annulled."""
    found: dict[Clock, date] = {}
    if facts.recognised_on and not facts.text_sent_on:
        found[Clock.TEXT] = text_sent_by(facts.recognised_on, days)
    if facts.flagged_on and not (facts.suspended_on or facts.annulled_on or facts.unfounded_on):
        found[Clock.SUSPEND] = suspend_by(facts.flagged_on, days)
        found[Clock.ANNUL] = annul_by(facts.flagged_on, days)
    return found


def line(raw: object, longest: int = LONGEST_WORDS) -> str:
    """A field as one line, at most `longest` characters."""
    return " ".join(normal(str(raw or "")).split())[:longest]
