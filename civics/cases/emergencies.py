"""Kinds of danger to life, and the numbers to call. `civics.hearing.urgency` recognises them in words.

Numbers 111 to 115: 111 child protection, 112 search and rescue, 113 police, 114 fire and rescue, 115 ambulance.
Confidence: recalled, but well known in Viet Nam.
"""

from collections.abc import Iterable
from enum import StrEnum


class Emergency(StrEnum):
    """What may be happening."""

    FIRE = "fire"
    FLOOD = "flood"
    VIOLENCE = "violence"
    MEDICAL = "medical"
    GAS = "gas"
    CHILD = "child"
    SELF = "self"  # a person means to harm themselves


_NUMBERS = {
    Emergency.FIRE: ("114",), Emergency.FLOOD: ("114", "112"), Emergency.VIOLENCE: ("113",),
    Emergency.MEDICAL: ("115",), Emergency.GAS: ("114",), Emergency.CHILD: ("111",), Emergency.SELF: ("115",),
}  # fmt: skip


def numbers(spotted: Iterable[Emergency]) -> tuple[str, ...]:
    """The numbers to call, each once, the most suitable first."""
    kinds = set(spotted)
    return tuple(dict.fromkeys(number for each in Emergency if each in kinds for number in _NUMBERS[each]))
