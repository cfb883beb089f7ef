"""What Luật 10/2022 Điều 28 asks a summary of opinions to say: the plan, the decision, its reason, the report."""

from dataclasses import dataclass

from civics.polls.rules import PollKind
from storage.polls.polls import Poll


@dataclass(frozen=True, slots=True)
class Followed:
    """What Điều 28 asks to be said of opinions under Điều 25. Days are ISO, empty when they are not recorded."""

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
    """What is recorded of a consultation; none for one of another kind."""
    if poll.kind is not PollKind.ARTICLE_25:
        return None
    sent = {name.value: day.isoformat() for name, day in poll.recorded.items()}
    became = {name: str(value) for name, value in poll.outcome.plain().items()}
    return Followed(plan_council=sent.get("plan_council", ""), plan_front=sent.get("plan_front", ""), **became)
