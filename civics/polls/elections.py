"""The steps before a meeting elects the head of a group: each with its last day, counted back from the meeting.

NĐ 59/2023/NĐ-CP Điều 6 (confidence: source). The days run without a break ("ngày", not "ngày làm việc"). A meeting that
lets a head go has none of these steps (Điều 9 khoản 2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ELECTION = "15.4"  # the khoản of Điều 15 for electing a head and for letting one go
MEETS = "held_on"
NEXT_WITHIN = 60  # days from the recognition that a head goes: UBND decides on electing the next one (Điều 9 khoản 3)


class Step(StrEnum):
    """A step before the meeting. Its value names its clock, its fault and its words."""

    PLAN = "election_plan"  # the chair's decision to hold it, and the plan made with the Front
    CANDIDATES = "candidates"  # the minutes with the candidates (form 05), sent to UBND by the Front committee
    TEAM = "election_team"  # the chair's decision that sets up the Tổ bầu cử
    POSTED = "election_posted"  # both decisions are announced and posted


@dataclass(frozen=True, slots=True)
class Term:
    """A step's term: `days` before the meeting at the latest, the field that records its day, and its article."""

    step: Step
    days: int
    field: str
    article: str


TERMS: tuple[Term, ...] = (
    Term(Step.PLAN, 20, "election_plan_on", "NĐ 59/2023/NĐ-CP Điều 6 khoản 1 điểm a"),
    Term(Step.CANDIDATES, 15, "candidates_sent_on", "NĐ 59/2023/NĐ-CP Điều 6 khoản 2"),
    Term(Step.TEAM, 10, "election_team_on", "NĐ 59/2023/NĐ-CP Điều 6 khoản 1 điểm b"),
    Term(Step.POSTED, 7, "election_posted_on", "NĐ 59/2023/NĐ-CP Điều 6 khoản 1 điểm b"),
)


def last_days(held_on: date) -> dict[Step, date]:
    """The last day of each step before a meeting on that day."""
    return {each.step: held_on - timedelta(days=each.days) for each in TERMS}


def owed(days: Mapping[str, date | None]) -> dict[Step, date]:
    """The steps that are not recorded yet, with their last days; empty without a day of the meeting."""
    held_on = days.get(MEETS)
    if held_on is None:
        return {}
    return {each.step: held_on - timedelta(days=each.days) for each in TERMS if days.get(each.field) is None}


def faults(days: Mapping[str, date | None], *, held_on: date | None) -> tuple[str, ...]:
    """What is missing, too late or in an impossible order before the meeting on that day, as `field:why`."""
    found = []
    for each in TERMS:
        day = days.get(each.field)
        if day is None or (held_on is not None and day > held_on - timedelta(days=each.days)):
            found.append(f"{each.field}:{each.step.value}")
    posted = days.get("election_posted_on")
    decided = (days.get("election_plan_on"), days.get("election_team_on"))
    if posted is not None and any(day is not None and posted < day for day in decided):
        found.append("election_posted_on:election_order")
    return tuple(found)
