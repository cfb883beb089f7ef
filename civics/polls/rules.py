"""The kinds of consultation as data, the legal conditions before one opens, and the moves of a poll.

Only Điều 15 khoản 6 may be voted on online, and only when every precondition is recorded (NĐ 59/2023 Điều 5; source). A
draft quy ước is posted for at least 30 days first (NĐ 61/2023 Điều 9; source). Opinions under Điều 25 are taken for at
least 20 days from the day the content is published (Luật 10/2022 Điều 28.2; source). All others are opinions, never
votes, but for the question whether a vote is held online at all (NĐ 59/2023 Điều 5.2.c).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from civics.polls.terms import UNSAID, Terms
from core.errors import ConflictError


class PollKind(StrEnum):
    """What a consultation is."""

    QUY_UOC = "quy_uoc"  # opinions on a draft quy ước, NĐ 61/2023 Điều 9
    ARTICLE_25 = "article_25"  # opinions before the authority decides, Luật 10/2022 Điều 25, 26
    VOTE_15_6 = "vote_15_6"  # online vote, Luật 10/2022 Điều 15 khoản 6, NĐ 59/2023 Điều 5
    METHOD = "method"  # whether households choose to vote online, NĐ 59/2023 Điều 5.2.c
    INFORMAL = "informal"


class CountedBy(StrEnum):
    """Who has one ballot."""

    PERSON = "person"
    HOUSEHOLD = "household"


class Secrecy(StrEnum):
    """Whether a choice is kept together with its voter.

    It is fixed at the opening: a secret poll cannot become a named one.
    """

    SECRET = "secret"  # noqa: S105 - a term of the law, not a password
    NAMED = "named"


class Precondition(StrEnum):
    """What must be recorded before the opening: of an online vote (NĐ 59/2023 Điều 5), of opinions (Luật Điều 28.1)."""

    HEAD_AND_FRONT = "head_and_front"  # they agree that no meeting or paper ballot is needed (5.1.a)
    COMMUNITY = "community"  # more than half of all representatives chose the online form (5.1.b, 5.2.c)
    REPORTED = "reported"  # reported to UBND and UBMTTQ, beforehand (5.2.a)
    DEVICES = "devices"  # the representatives have a device with internet (5.1.c)
    TEAM = "team"  # Tổ lấy ý kiến biểu quyết trực tuyến was set up (5.2.b)
    PLAN_COUNCIL = "plan_council"  # the plan was sent to HĐND (Luật 10/2022 Điều 28.1)
    PLAN_FRONT = "plan_front"  # the plan was sent to UBMTTQ (Luật 10/2022 Điều 28.1)


@dataclass(frozen=True, slots=True)
class KindRule:
    """What the law asks of a kind. `vote`: a majority decides, by the ratio of `clause`.

    `min_days`: from the recorded posting to the opening. `open_days`: from the day of publication to the close.
    """

    kind: PollKind
    vote: bool
    counted_by: frozenset[CountedBy]
    preconditions: frozenset[Precondition]
    min_days: int
    basis: str
    confidence: str
    open_days: int = 0
    clause: str = ""

    @property
    def posted(self) -> bool:
        """Whether the day of posting or publication must be recorded."""
        return bool(self.min_days or self.open_days)


_BOTH, _HOUSEHOLDS = frozenset(CountedBy), frozenset({CountedBy.HOUSEHOLD})
_OPINION, _VOTE = False, True
_PLANS = frozenset({Precondition.PLAN_COUNCIL, Precondition.PLAN_FRONT})
_BEFORE_METHOD = frozenset(
    {Precondition.HEAD_AND_FRONT, Precondition.REPORTED, Precondition.DEVICES, Precondition.TEAM}
)
KINDS: tuple[KindRule, ...] = (
    KindRule(PollKind.QUY_UOC, _OPINION, _BOTH, frozenset(), 30, "NĐ 61/2023/NĐ-CP Điều 9", "source"),
    KindRule(
        PollKind.ARTICLE_25,
        _OPINION,
        _BOTH,
        _PLANS,
        0,
        "Luật 10/2022/QH15 Điều 25, 26, 28",
        "source",
        open_days=20,
    ),
    KindRule(
        PollKind.VOTE_15_6,
        _VOTE,
        _HOUSEHOLDS,
        _BEFORE_METHOD | {Precondition.COMMUNITY},
        0,
        "Luật 10/2022/QH15 Điều 15 khoản 6; NĐ 59/2023/NĐ-CP Điều 5",
        "source",
        clause="15.6",
    ),
    KindRule(
        PollKind.METHOD,
        _VOTE,
        _HOUSEHOLDS,
        _BEFORE_METHOD,
        0,
        "NĐ 59/2023/NĐ-CP Điều 5 khoản 2 điểm c",
        "source",
        clause="online_method",
    ),
    KindRule(PollKind.INFORMAL, _OPINION, _BOTH, frozenset(), 0, "", "policy"),
)


@dataclass(frozen=True, slots=True)
class Setup:
    """What an official sets up. Times are aware. `recorded` gives the day that was recorded for each precondition."""

    kind: PollKind
    counted_by: CountedBy
    secrecy: Secrecy
    opens_at: datetime
    closes_at: datetime
    units: frozenset[str]
    asked: int  # how many articles are asked about
    households: int = 0  # on the roll of these units
    posted_on: date | None = None
    recorded: tuple[tuple[Precondition, date], ...] = ()
    terms: Terms = UNSAID


def rule(kind: PollKind) -> KindRule:
    """What the law asks of a kind."""
    return next(each for each in KINDS if each.kind is kind)


def earliest_close(kind: PollKind, posted_on: date | None, terms: Terms) -> date | None:
    """The first day on which a consultation of that kind may close; None when no law sets one.

    Another law's period counts if its article is given (Điều 28.2).
    """
    days = rule(kind).open_days
    if not days or posted_on is None:
        return None
    return posted_on + timedelta(days=terms.own_days if terms.own_days and terms.own_law else days)


def wanted(kind: PollKind, terms: Terms) -> tuple[Precondition, ...]:
    """What must be recorded before it opens. If a higher body decides, the plan is not the ward's (Điều 28.1)."""
    waived = _PLANS if terms.higher else frozenset()
    return tuple(each for each in Precondition if each in rule(kind).preconditions - waived)


def channels(kind: PollKind, secrecy: Secrecy, *, of: Iterable[str]) -> frozenset[str]:
    """Which of the channels may take a ballot. Telegram takes no vote and no secret ballot; it gives a link instead."""
    closed = {"telegram"} if rule(kind).vote or secrecy is Secrecy.SECRET else set()
    return frozenset(of) - closed


class BallotClass(StrEnum):
    """Whether the voter was checked. The two classes are counted separately and never added together."""

    CHECKED = "checked"  # by a code of the ward, or by an account that needs a telephone number
    UNCHECKED = "unchecked"  # a chat on the web page without a code: one person can open any number of them


_ACCOUNTS = frozenset({"zalo", "zalo-bot", "telegram"})  # each account has a telephone number
_WORD: dict[BallotClass, str] = {each: each.value[0] for each in BallotClass}


def ballot_class(kind: PollKind, secrecy: Secrecy, *, channel: str, code: bool) -> BallotClass:
    """The class of a ballot from this channel. `code`: the person used a household's code or a code from the desk.

    An account counts only where `channels` lets it answer: Telegram for named opinions only.
    """
    account = channel in channels(kind, secrecy, of=_ACCOUNTS)
    return BallotClass.CHECKED if code or account else BallotClass.UNCHECKED


def class_word(of: BallotClass) -> dict[str, str]:
    """The class as a field of the ballot, beside the articles. It is one letter, so the length does not tell it."""
    return {"": _WORD[of]}


def class_of(ballot: Mapping[str, object], counted_by: CountedBy) -> BallotClass:
    """The class in a ballot. A ballot without one is of an earlier release, which counted households only."""
    if counted_by is CountedBy.HOUSEHOLD or ballot.get("") == _WORD[BallotClass.CHECKED]:
        return BallotClass.CHECKED
    return BallotClass.UNCHECKED


class PollState(StrEnum):
    """The state of a poll."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"  # stopped while it ran: nothing is counted, and the answers are erased
    DROPPED = "dropped"  # a draft that was never opened


_NEXT: dict[PollState, frozenset[PollState]] = {
    PollState.DRAFT: frozenset({PollState.OPEN, PollState.DROPPED}),
    PollState.OPEN: frozenset({PollState.CLOSED, PollState.CANCELLED}),
    PollState.CLOSED: frozenset({PollState.PUBLISHED}),
    PollState.PUBLISHED: frozenset(),
    PollState.CANCELLED: frozenset(),
    PollState.DROPPED: frozenset(),
}


def move(state: PollState, to: PollState) -> PollState:
    """The new state. Raises ConflictError when the move is not allowed. A closed poll never opens again."""
    if to in _NEXT[state]:
        return to
    raise ConflictError(f"A poll that is {state.value} cannot become {to.value}.")


def withdraw(asked: Iterable[str], withdrawn: frozenset[str], *, article_id: str, state: PollState) -> frozenset[str]:
    """The withdrawn ids with one more.

    Its answers are kept. Raises ConflictError unless the poll is open and asks about it.
    """
    if state is not PollState.OPEN or article_id not in set(asked) - withdrawn:
        raise ConflictError("Only an article that people are now asked about can be withdrawn.")
    if not set(asked) - withdrawn - {article_id}:
        raise ConflictError("The last article cannot be withdrawn; close the poll.")
    return withdrawn | {article_id}


def takes_answers(state: PollState, *, at: datetime, opens_at: datetime, closes_at: datetime) -> bool:
    """Whether a ballot that arrived at `at` counts: from `opens_at` on, until just before `closes_at`."""
    return state is PollState.OPEN and opens_at <= at < closes_at
