"""What a register is: fields, parts, states, moves and clocks, read from `<register>.toml` beside this file.

A register is data. The store, the acts and the pages know no register by name, but for what only one of them has.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any


class Type(StrEnum):
    """What a field holds."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"
    YES = "yes"
    UNIT = "unit"  # a group or hamlet, by its id
    TIME = "time"  # of a day, such as 08:00


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `open`: anybody may read it on the public page. `closed`: it is sealed, and in no list or export.

    `most`: letters, or the largest number. `choices`: the values of a choice, in order.
    """

    name: str
    type: Type = Type.LINE
    required: bool = False
    open: bool = False
    closed: bool = False
    most: int = 300
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of lines inside an entry, such as one posting at one place, with a first and a last day."""

    name: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an act leads to which. `asks`: fields that it needs; `offers`:
    fields that its form has too; `right`: who may (`civics.ward.roles`)."""

    act: str
    to: str
    begins: tuple[str, ...]
    asks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    right: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A term that runs while an entry is in one of `states`.

    It ends `n` days (`unit` "working", "days" or "months") after the day in the field `start`; `n` below 0: before it.
    `own`: a field with a day that a special law sets, which counts instead where `own_law` is filled in. `article`,
    `confidence`: where it stands.
    """

    name: str
    states: tuple[str, ...]
    start: str
    n: int
    unit: str
    article: str
    confidence: str
    own: str = ""
    own_law: str = ""
    skips: str = ""  # a field; the clock does not run for the values in `skipped`
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """One register. The first of `states` is that of a new entry; those in `over` wait for nothing.

    `reads`, `writes`: the rights that it takes (`civics.ward.roles`). `title`: the field that names an entry in lists;
    `day`: the field with the day it is counted by. `public`: the states in which anybody may read its open fields.
    """

    name: str
    title: str
    day: str
    states: tuple[str, ...]
    over: tuple[str, ...]
    fields: tuple[Field, ...]
    public: tuple[str, ...] = ()
    parent: str = ""
    reads: str = "case.content"
    writes: str = "case.answer"
    moves: tuple[Move, ...] = ()
    clocks: tuple[Clock, ...] = ()
    parts: tuple[Part, ...] = ()
    files: tuple[str, ...] = ("paper",)
    owned: bool = False  # whether somebody of the staff must answer for each entry

    def field(self, name: str) -> Field:
        """The field with that name. Raises KeyError."""
        return next((each for each in self.fields if each.name == name), None) or _none(name)

    def part(self, name: str) -> Part:
        """The kind of part with that name. Raises KeyError."""
        return next((each for each in self.parts if each.name == name), None) or _none(name)

    def move(self, act: str) -> Move:
        """The move with that name. Raises KeyError."""
        return next((each for each in self.moves if each.act == act), None) or _none(act)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """What may be done with an entry in that state."""
        return tuple(each for each in self.moves if state in each.begins)


NAMES = (
    "disclosure_plan", "disclosure", "reception_day", "reception", "board", "inspection", "proposal", "contest",
    "contest_round", "contest_question", "model", "violation", "burden", "training", "broadcast", "channel", "outage",
    "meeting", "initiative", "self_check", "check_item", "conference", "dialogue_question",
    "rating_rule", "rating", "letter",
)  # fmt: skip


@lru_cache(maxsize=1)
def registers() -> Mapping[str, Register]:
    """Every register by name."""
    return {name: _read(name) for name in NAMES}


def register(name: str) -> Register:
    """The register with that name. Raises KeyError."""
    return registers()[name]


def _read(name: str) -> Register:
    raw = tomllib.loads(files("civics.registers").joinpath(f"{name}.toml").read_text("utf-8"))
    known = {key: _tuples(value) for key, value in raw.items() if key not in {"field", "part", "move", "clock"}}
    return Register(
        name=name, **known,
        fields=tuple(_field(each) for each in raw["field"]),
        parts=tuple(Part(each["name"], tuple(_field(one) for one in each.get("field", ()))) for each in
                    raw.get("part", ())),
        moves=tuple(Move(**{key: _tuples(value) for key, value in each.items()}) for each in raw.get("move", ())),
        clocks=tuple(Clock(**{key: _tuples(value) for key, value in each.items()}) for each in raw.get("clock", ())),
    )  # fmt: skip


def _field(raw: Mapping[str, Any]) -> Field:  # as TOML gives it
    return Field(**{**{key: _tuples(value) for key, value in raw.items()}, "type": Type(raw.get("type", "line"))})


def _tuples(value: Any) -> Any:  # a value of TOML
    return tuple(value) if isinstance(value, list) else value


def _none(name: str) -> Any:  # never returns
    raise KeyError(name)
