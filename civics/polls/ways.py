"""The steps before a vote of the community: notice and documents of a meeting; plan, team and notice of ballots.

NĐ 59/2023/NĐ-CP Điều 3.3, 3.4, 3.6 and 4.1 to 4.5; Luật 10/2022/QH15 Điều 17.2, 18.3, 19 (confidence: source). An
election of a head also has the steps of NĐ 59 Điều 6 (`civics.polls.elections`). Each fault is `field:why`; `why` is a
tail of `decisions.fault.*`, whose sentence names the article.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from civics.polls import elections
from civics.polls.community import CLUSTERS_FROM, Facts, line, rule
from civics.polls.counting import Source
from civics.polls.terms import TEAM, day_in, names
from core.message import Json
from core.text import normal

NOTICE = 2  # days before the meeting, or before the ballots are handed out (NĐ 59 Điều 3.3, 4.4)
DOCUMENTS = 2  # days before the meeting (NĐ 59 Điều 3.4)
YEARLY_NOTICE = 5  # days before the yearly conference only (NĐ 59 Điều 11.1.c)
PLAN_SENT = 2  # days after the plan was issued (NĐ 59 Điều 4.2)
MOST_CLUSTERS = 20
_DAYS = (
    "held_on", "notice_on", "documents_on", "clusters_on", "front_on", "plan_on", "plan_sent_on", "handed_on", "due_on",
    *(each.field for each in elections.TERMS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Before:
    """What one group recorded before its vote. The fields of the other way stay empty.

    A meeting: `held_on`, `time`, `place`, `agenda`, `notice_on`, `documents_on`; `yearly` (it is the hội nghị định kỳ,
    which is called 5 days before, NĐ 59 Điều 11.1.c); `clusters` (how many cụm dân cư meet), `scattered` (people live
    far apart, Luật Điều 18.3), `clusters_on` (UBND decided how they meet, NĐ 59 Điều 3.6).
    A meeting under khoản 4: whether it lets a head go (`removal`) instead of electing one; else the days of Điều 6.
    Ballots: `front_on` (head and Front committee agreed), `plan_on`, `plan_sent_on`, `team` (its head first),
    `notice_on`, `handed_on`, `due_on` (by when they are collected).
    """

    held_on: date | None = None
    time: str = ""
    place: str = ""
    agenda: str = ""
    notice_on: date | None = None
    documents_on: date | None = None
    clusters: int = 0
    yearly: bool = False
    scattered: bool = False
    clusters_on: date | None = None
    front_on: date | None = None
    plan_on: date | None = None
    plan_sent_on: date | None = None
    team: tuple[str, ...] = ()
    handed_on: date | None = None
    due_on: date | None = None
    removal: bool = False
    election_plan_on: date | None = None
    candidates_sent_on: date | None = None
    election_team_on: date | None = None
    election_posted_on: date | None = None

    def plain(self) -> dict[str, Json]:
        """The stored form: all fields that are not empty."""
        held: dict[str, Json] = {**asdict(self), "team": list(self.team)}
        held |= {name: day.isoformat() for name, day in self.days.items() if day is not None}
        return {name: value for name, value in held.items() if value}

    @property
    def days(self) -> dict[str, date | None]:
        """All its days by the names of their fields."""
        return {name: getattr(self, name) for name in _DAYS}

    @classmethod
    def of(cls, raw: Mapping[str, object]) -> "Before":
        """The values in a row or a form. An invalid date counts as empty."""
        days = {name: day_in(raw.get(name)) for name in _DAYS}
        team = raw.get("team") or [raw.get(f"team.{at}") for at in range(TEAM[1])]
        clusters = str(raw.get("clusters") or "").strip()
        agenda = normal(str(raw.get("agenda") or "")).strip()[:4000]
        return cls(
            time=line(raw.get("time"), 5), place=line(raw.get("place"), 200), agenda=agenda, team=names(team),
            removal=bool(raw.get("removal")), yearly=bool(raw.get("yearly")), scattered=bool(raw.get("scattered")),
            clusters=min(int(clusters), MOST_CLUSTERS) if clusters.isascii() and clusters.isdecimal() else 0, **days,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """The facts on which faults depend besides the fields: khoản, scope, the group's households (0: not known)."""

    source: Source
    clause: str
    ward_wide: bool
    households: int = 0
    short_meeting: bool = False  # this group met already, and too few came (NĐ 59 Điều 4.1.b)
    facts: Facts = Facts()  # noqa: RUF009  # it is frozen


def faults(before: Before, case: Case) -> tuple[str, ...]:
    """What is missing or impossible before anything is counted. Empty when the group may vote."""
    return (
        _meeting(before, case) if case.source is Source.MEETING else (*_ground(before, case), *_ballots(before, case))
    )


def _meeting(before: Before, case: Case) -> tuple[str, ...]:
    found = [] if before.held_on else ["held_on:missing"]
    found += [] if before.place else ["place:missing"]
    if told := _notice(before, before.held_on):
        found.append(f"notice_on:{told}")
    if rule(case.clause).documents and _late(before.documents_on, before.held_on, DOCUMENTS):
        found.append("documents_on:documents")
    if before.clusters > 1:
        if 0 < case.households < CLUSTERS_FROM and not before.scattered:
            found.append("clusters:clusters")
        if _late(before.clusters_on, before.held_on, 0):
            found.append("clusters_on:clusters_plan")
    return (*found, *_election(before, case, held_on=before.held_on))


def elects(before: Before, case: Case) -> bool:
    """Whether the meeting elects a head, so that the steps of NĐ 59 Điều 6 come first."""
    return case.source is Source.MEETING and case.clause == elections.ELECTION and not before.removal


def _election(before: Before, case: Case, *, held_on: date | None) -> tuple[str, ...]:
    return elections.faults(before.days, held_on=held_on) if elects(before, case) else ()


def _notice(before: Before, held_on: date | None) -> str:
    """Which rule on the notice of a meeting is broken; empty when none is."""
    if _late(before.notice_on, held_on, NOTICE):
        return "notice"
    return "notice_yearly" if before.yearly and _late(before.notice_on, held_on, YEARLY_NOTICE) else ""


def _late(day: date | None, of: date | None, days: int) -> bool:
    return day is None or (of is not None and day > of - timedelta(days=days))


def _ground(before: Before, case: Case) -> tuple[str, ...]:
    """Faults of the legal ground for ballots on paper: Luật 10/2022 Điều 17.2, 19.1; NĐ 59/2023 Điều 4.1."""
    if case.ward_wide:
        return () if case.facts.chair_paper and case.facts.chair_on else ("source:chair",)
    if case.short_meeting:
        return ()
    if rule(case.clause).meet_first:
        return ("source:meet_first",)
    if before.front_on is None:
        return ("front_on:agreed_6" if rule(case.clause).free_ballots else "front_on:agreed",)
    return ()


def _ballots(before: Before, case: Case) -> tuple[str, ...]:
    found = [
        f"{name}:missing" for name in ("plan_on", "plan_sent_on", "handed_on", "due_on") if not getattr(before, name)
    ]
    if not TEAM[0] <= len({each.casefold() for each in before.team}) <= TEAM[1]:
        found.append("team.0:team")
    if before.plan_on and before.plan_sent_on:
        if before.plan_sent_on < before.plan_on:
            found.append("plan_sent_on:order")
        elif before.plan_sent_on > before.plan_on + timedelta(days=PLAN_SENT):
            found.append("plan_sent_on:plan_sent")
    if _late(before.notice_on, before.handed_on, NOTICE):
        found.append("notice_on:notice_ballots")
    return (*found, *_handed(before, case))


def _handed(before: Before, case: Case) -> list[str]:
    """Faults in the order of days: what must come before the ballots are handed out, and what comes after it."""
    if before.handed_on is None:
        return []
    causes = (before.plan_on, before.front_on, case.facts.chair_on if case.ward_wide else None)
    found = ["handed_on:order"] if any(day and day > before.handed_on for day in causes) else []
    if before.due_on and before.due_on < before.handed_on:
        found.append("due_on:order")
    return found


def entered(held_on: date | None, before: Before, case: Case) -> tuple[str, ...]:
    """Faults that the day of the record shows: notice or documents too late, or a count before the collecting ended."""
    if held_on is None:
        return ()
    if case.source is Source.PAPER:
        return ("held_on:before_due",) if before.due_on and held_on < before.due_on else ()
    if told := _notice(before, held_on):
        return (f"held_on:{told}",)
    if rule(case.clause).documents and _late(before.documents_on, held_on, DOCUMENTS):
        return ("held_on:documents",)
    return ("held_on:election",) if _election(before, case, held_on=held_on) else ()


def warns(case: Case) -> bool:
    """Whether law and decree differ on ballots for this matter: Luật Điều 19.1.c allows them, NĐ 59 Điều 4.1.c names
    only khoản 6. The form says so and records the agreement of head and Front committee.
    """
    allowed = case.ward_wide or case.short_meeting or rule(case.clause).meet_first or rule(case.clause).free_ballots
    return case.source is Source.PAPER and not allowed
