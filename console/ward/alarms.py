"""The numbers from which on admins get an alert, where a ward may set them itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.frame.asking import whole
from core.message import Json
from handlers.cases import due, ringing
from storage.households import code_misses, code_numbers
from storage.polls import arrivals


@dataclass(frozen=True, slots=True)
class Alarm:
    """One number: its run-time setting, its default, and its limits."""

    key: str
    usual: int
    most: int
    least: int = 1

    @property
    def word(self) -> str:
        """The end of its word keys."""
        return self.key.replace(".", "_")


ALARMS = (
    Alarm("zalo.silent_hours", due.SILENT_AFTER, 720),
    Alarm("telegram.silent_hours", due.SILENT_AFTER, 720),
    Alarm("polls.burst", arrivals.MANY, 10_000),
    Alarm("codes.misses", code_misses.MANY, 10_000),
    Alarm("codes.alone", code_numbers.MANY, 10_000),
    Alarm("duty.next_minutes", ringing.NEXT_MINUTES, 60),
)


def read(typed: Mapping[str, str]) -> tuple[dict[str, Json], frozenset[str]]:
    """What is to be kept, and the keys of invalid fields. An empty field means the default."""
    values: dict[str, Json] = {}
    bad: set[str] = set()
    for each in ALARMS:
        said = typed.get(each.key, "")
        number = whole(said) if said else each.usual
        if number is None or not each.least <= number <= each.most:
            bad.add(each.key)
        else:
            values[each.key] = number
    return values, frozenset(bad)
