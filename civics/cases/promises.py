"""What a ward promises beyond the law, by kind and by topic, and the limits of such a promise.

A promise is never shown as law and never changes a legal period. A promise that held when a case was filed goes on to
hold: the numbers are kept with the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from civics.cases.clocks import standard_promises
from civics.cases.petitions import PetitionKind, Topic

TOPIC_CLOCK = "result"  # the only clock that may differ by topic


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and the most a ward may promise.

    The first reply may never take longer than the law's ten working days.
    """

    least: int
    most: int
    unit: str  # working_day, hour


BOUNDS = {
    "first_reply": Bound(1, 10, "working_day"),
    "urgent_reply": Bound(1, 24, "hour"),
    TOPIC_CLOCK: Bound(1, 30, "working_day"),
}


@cache  # it depends on nothing, and each new case asks for it
def keys() -> tuple[str, ...]:
    """The keys that can be set: `<kind>.<clock>` for each promise, and `topic.<topic>` for the time of one topic."""
    return (*standard(), *(f"topic.{each.value}" for each in Topic))


def standard() -> dict[str, int]:
    """The promises that apply until the ward sets others, by `<kind>.<clock>`."""
    return {f"{kind.value}.{name}": n for kind in PetitionKind for name, n in standard_promises(kind.value).items()}


def bound_of(key: str) -> Bound:
    """The limits of the promise with that key."""
    return BOUNDS[TOPIC_CLOCK if key.startswith("topic.") else key.partition(".")[2]]


def is_allowed(key: str, n: int) -> bool:
    """Whether a ward may promise that number."""
    return key in keys() and bound_of(key).least <= n <= bound_of(key).most


def promised(chosen: Mapping[str, int], kind: str, topic: str) -> dict[str, int]:
    """What is promised to a case of that kind and topic, by clock. Numbers outside the limits count as not set."""
    found = {}
    for name, usual in standard_promises(kind).items():
        key = f"{kind}.{name}"
        n = chosen.get(key, usual)
        found[name] = n if is_allowed(key, n) else usual
    of_topic = chosen.get(f"topic.{topic}")
    if TOPIC_CLOCK in found and of_topic is not None and is_allowed(f"topic.{topic}", of_topic):
        found[TOPIC_CLOCK] = of_topic
    return found
