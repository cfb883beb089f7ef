"""To book a slot of a day of reception: when, the matter in a line, a name, what somebody needs. No identity number."""

from dataclasses import dataclass

from civics.registers.values import numbers_of_people
from core.message import Json
from dialogs.engine.errors import RefusedError
from dialogs.engine.questions import Choose, Line, Write, choose, confirm
from dialogs.engine.script import Dialog, Here, Said, Script, ask, look
from dialogs.engine.tongue import Option

NEEDS = ("none", "elder", "disabled", "interpreter")
_IDENTITY = 12  # digits


@dataclass(frozen=True, slots=True)
class Visit:
    """A booking. `slot` "": on the waiting list of that day."""

    day_id: int
    slot: str
    matter: str
    name: str
    needs: str


@dataclass(frozen=True, slots=True)
class NoDay:
    """No day of reception is published that has room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutNumbers(Write):
    """Words without an identity number, which is only taken at the desk (NĐ 154/2026 Điều 12)."""

    def read(self, said: Said) -> Json:
        answer = Write.read(self, said)  # super() without arguments fails in a class with slots
        if any(sum(map(str.isdigit, each)) == _IDENTITY for each in numbers_of_people(str(answer or ""))):
            raise RefusedError("visit.no_numbers")
        return answer


def visit(_here: Here) -> Script[Visit | NoDay]:
    """Ask for a slot, the matter, a name and needs, and show them once more."""
    offered = yield from look("days", "reception_slots", _offered)
    if not offered:
        return NoDay()
    options = tuple(Option(value, label=label) for value, label in offered)
    when = yield from ask(Choose(key="slot", says="visit.ask_slot", options=options))
    matter = yield from ask(WithoutNumbers(key="matter", says="visit.ask_matter", most=500))
    name = yield from ask(WithoutNumbers(key="name", says="visit.ask_name", most=100))
    needs = yield from choose("needs", "visit.ask_needs", *(Option(each, f"visit.needs_{each}") for each in NEEDS))
    label = next((each for value, each in offered if value == when), "")
    yield from confirm(
        "visit.summary", Line("slot", "visit.line_slot", label), Line("matter", "visit.line_matter", matter),
        Line("name", "visit.line_name", name), Line("needs", "visit.line_needs", value_says=f"visit.needs_{needs}"),
    )  # fmt: skip
    day, _, slot = when.partition("_")
    return Visit(int(day), f"{slot[:2]}:{slot[2:]}" if slot else "", matter, name, needs)


def _offered(found: Json) -> tuple[tuple[str, str], ...]:
    if not isinstance(found, list):
        raise RefusedError("dialogs.choose_one")
    return tuple((str(each[0]), str(each[1])) for each in found if isinstance(each, list))


VISIT: Dialog[Visit | NoDay] = Dialog("visit", 1, visit)
