"""What a paper must say besides its figures: about opinions (Luật 10/2022 Điều 28) and an online vote (NĐ 59)."""

from dataclasses import dataclass
from typing import Any

from civics.polls.rules import PollKind
from storage.database.unit import UnitOfWork
from storage.polls import rolls
from storage.polls.polls import Poll
from storage.ward import ward


@dataclass(frozen=True, slots=True)
class Followed:
    """What Điều 28 requires about opinions under Điều 25. Days are ISO dates, empty when they are not recorded."""

    plan_council: str = ""
    plan_front: str = ""
    decided_on: str = ""
    paper: str = ""
    differs: str = ""
    reason: str = ""
    reported_on: str = ""
    session: str = ""
    front_on: str = ""


def followed(poll: Poll) -> Followed | None:
    """The recorded values of a consultation; None for another kind."""
    if poll.kind is not PollKind.ARTICLE_25:
        return None
    sent = {name.value: day.isoformat() for name, day in poll.recorded.items()}
    became = {name: str(value) for name, value in poll.outcome.plain().items()}
    return Followed(plan_council=sent.get("plan_council", ""), plan_front=sent.get("plan_front", ""), **became)


def online(work: UnitOfWork, poll: Poll) -> dict[str, Any]:
    """What the minutes of an online vote say besides its figures."""
    units = [each for each in ward.units_now(work) if each.id in poll.units]
    if not poll.law.vote or len(units) != 1:
        return {}
    return {
        "team": poll.terms.team, "voters": tuple(rolls.took_part(work, poll.id)), "unit": units[0].name,
        "unit_kind": units[0].kind,
    }  # fmt: skip
