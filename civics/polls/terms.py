"""What the law requires to be recorded for one consultation besides its dates.

Luật 10/2022 Điều 25, 28; NĐ 59/2023 Điều 5. The terms are set up with the draft and frozen at the opening. The outcome
of the opinions is recorded after the close (`Outcome`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from core.message import Json
from core.text import normal

CLAUSES_25 = tuple(range(1, 10))  # the khoản of Điều 25
TEAM = (3, 5)  # people of a team (NĐ 59/2023 Điều 4.3, 5.2.b; Luật 10/2022 Điều 19.2)
MOST_DAYS = 366  # of a period that another law sets
LONGEST_NAME, LONGEST_LAW, LONGEST_REASON = 120, 200, 2000


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one consultation. A field that its kind does not need keeps its default.

    `clause`: the khoản of Điều 25, 0 when it is unknown. `higher`: a body above the ward decides, so the plan is that
    body's (Điều 28.1). `own_days`: the least number of days that another law sets, which counts only together with
    `own_law`, its article (Điều 28.2). `team`: Tổ lấy ý kiến biểu quyết trực tuyến, its head first (NĐ 59 Điều 5.2.b).
    `chosen`: how many representatives of households chose to vote online (5.2.c). `method_key`: the consultation that
    asked them.
    """

    clause: int = 0
    higher: bool = False
    own_days: int = 0
    own_law: str = ""
    team: tuple[str, ...] = ()
    chosen: int = 0
    method_key: str = ""

    def plain(self) -> dict[str, Json]:
        """The stored form: all fields that differ from their default."""
        held = {**asdict(self), "team": list(self.team)}
        return {name: value for name, value in held.items() if value}

    @classmethod
    def of(cls, raw: Mapping[str, Json] | None) -> "Terms":
        """The terms that `plain` wrote. A missing field has its default."""
        held = raw or {}
        team = held.get("team")
        return cls(
            _number(held.get("clause")), bool(held.get("higher")), _number(held.get("own_days")),
            _line(held.get("own_law"), LONGEST_LAW),
            names(team if isinstance(team, list) else ()), _number(held.get("chosen")),
            _line(held.get("method_key"), 16),
        )  # fmt: skip

    @property
    def team_stands(self) -> bool:
        """Whether the team has three to five different people."""
        return TEAM[0] <= len({each.casefold() for each in self.team}) <= TEAM[1]


UNSAID = Terms()


class Differs(StrEnum):
    """Whether the decision agrees with the majority of opinions (Điều 28.4)."""

    UNKNOWN = ""
    SAME = "same"
    OTHER = "other"


class WrongOutcome(StrEnum):
    """Why an outcome is refused."""

    REASON = "reason"  # the decision differs from the majority, and no reason is given
    AHEAD = "ahead"  # a day in the future
    BEFORE = "before"  # a day before the consultation closed
    SESSION = "session"  # the day of the report is given, but not the session


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of opinions under Điều 25 or of an online vote, as the ward records it after the close.

    `decided_on`, `paper`: the decision. `differs` and `reason`: Điều 28.4. `reported_on` and `session`: the report to
    HĐND at its next regular session, `front_on`: the copy to UBMTTQ (Điều 28.5). `sent_on`, `posted_on`: of a vote
    only, when the decision went to UBND and UBMTTQ (Điều 20.3), and when the result was posted in public (NĐ 59/2023
    Điều 5.4.b).
    """

    decided_on: date | None = None
    paper: str = ""
    differs: Differs = Differs.UNKNOWN
    reason: str = ""
    reported_on: date | None = None
    session: str = ""
    front_on: date | None = None
    sent_on: date | None = None
    posted_on: date | None = None

    def plain(self) -> dict[str, Json]:
        """The stored form."""
        days = {name: day.isoformat() for name in _DAYS if (day := getattr(self, name)) is not None}
        held = {"paper": self.paper, "differs": self.differs.value, "reason": self.reason, "session": self.session}
        return {**days, **{name: value for name, value in held.items() if value}}

    @classmethod
    def of(cls, raw: Mapping[str, object] | None) -> "Outcome":
        """The outcome in a row or a form. An invalid date counts as empty."""
        held = raw or {}
        differs = str(held.get("differs") or "")
        days = {name: day_in(held.get(name)) for name in _DAYS}
        return cls(
            days["decided_on"], _line(held.get("paper"), LONGEST_LAW),
            Differs(differs) if differs in set(Differs) else Differs.UNKNOWN,
            normal(str(held.get("reason") or "")).strip()[:LONGEST_REASON],
            days["reported_on"], _line(held.get("session"), LONGEST_LAW), days["front_on"], days["sent_on"],
            days["posted_on"],
        )  # fmt: skip


_DAYS = ("decided_on", "reported_on", "front_on", "sent_on", "posted_on")
UNKNOWN = Outcome()


def wrong_outcome(outcome: Outcome, *, closed_on: date, today: date) -> WrongOutcome | None:
    """Why an outcome is refused: Điều 28.4 requires a reason if the decision differs, 28.5 the session; else None."""
    days = [day for name in _DAYS if (day := getattr(outcome, name)) is not None]
    checks = (
        (WrongOutcome.AHEAD, any(day > today for day in days)),
        (WrongOutcome.BEFORE, any(day < closed_on for day in days)),
        (WrongOutcome.REASON, outcome.differs is Differs.OTHER and not outcome.reason),
        (WrongOutcome.SESSION, outcome.reported_on is not None and not outcome.session),
    )
    return next((name for name, wrong in checks if wrong), None)


def names(raw: object) -> tuple[str, ...]:
    """The names in the fields of a form, at most as many as a team may have. Empty fields are left out."""
    several = raw if isinstance(raw, list | tuple) else ()
    found = (_line(each, LONGEST_NAME) for each in several)
    return tuple(each for each in found if each)[: TEAM[1]]


def day_in(raw: object) -> date | None:
    """The date in a field; None when it is empty or invalid."""
    try:
        return date.fromisoformat(str(raw or ""))
    except ValueError:
        return None


def _line(raw: object, longest: int) -> str:
    return " ".join(normal(str(raw or "")).split())[:longest]


def _number(raw: object) -> int:
    text = str(raw or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
