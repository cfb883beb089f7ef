"""What the ward must disclose to the public, and by when: Luật 10/2022/QH15 Điều 11 to 14 (confidence: source).

The items are in `disclosure.json`. The ward's yearly plan and its register use these functions.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from civics.days.calendar import SHIPPED, Days, add_working_days

WITHIN = 5  # working days from the decision or document, unless a special law sets another day (Điều 12.3)
POSTED = 30  # consecutive days at least (Điều 13.2)
LOUDSPEAKER = 3  # consecutive days at least (Điều 13.3)


class Posting(StrEnum):
    """How long an item is posted (Điều 13.2)."""

    DAYS = "days"  # 30 consecutive days at least
    ALWAYS = "always"  # permanently, updated when it changes
    NONE = "none"  # the law does not require it


@dataclass(frozen=True, slots=True)
class Item:
    """One khoản of Điều 11. All items are published on the ward's page (Điều 13.1).

    `loudspeaker`: also over the loudspeaker and through the heads of groups (Điều 13.3, 13.4). `people`: it contains
    lists of persons, so personal data are checked first.
    """

    item: int
    name: str
    posting: Posting
    loudspeaker: bool = False
    people: bool = False


@lru_cache(maxsize=1)
def items() -> tuple[Item, ...]:
    """The fourteen items of Điều 11."""
    raw = json.loads(files("civics").joinpath("disclosure.json").read_text("utf-8"))
    return tuple(Item(**{**each, "posting": Posting(each["posting"])}) for each in raw)


def item(number: int) -> Item:
    """The item of that khoản. Raises ValueError when Điều 11 has none."""
    found = next((each for each in items() if each.item == number), None)
    if found is None:
        raise ValueError(f"Điều 11 has no khoản {number}")
    return found


class Form(StrEnum):
    """A form of disclosure (Điều 12.1)."""

    PAGE = "page"
    POSTED = "posted"
    LOUDSPEAKER = "loudspeaker"
    HEADS = "heads"


@dataclass(frozen=True, slots=True)
class Act:
    """One act of disclosure. `forms`: the first and the last day of each form; without a last day it still goes on.

    `own_due`, `own_law`: the day that a special law sets, with its article. `days`: the ward's own days off and worked.
    """

    item: int
    document_on: date
    forms: Mapping[Form, tuple[date, date | None]]
    own_due: date | None = None
    own_law: str = ""
    days: Days = SHIPPED

    @property
    def due_on(self) -> date:
        """The day by which it must be disclosed (Điều 12.3)."""
        if self.own_due is not None and self.own_law:
            return self.own_due
        return add_working_days(self.document_on, WITHIN, self.days)


class Lack(StrEnum):
    """What the law requires and an act lacks."""

    LATE = "late"
    PAGE = "page"
    POSTED = "posted"
    POSTED_SHORT = "posted_short"
    TAKEN_DOWN = "taken_down"  # a permanent posting was taken down
    LOUDSPEAKER = "loudspeaker"
    LOUDSPEAKER_SHORT = "loudspeaker_short"
    HEADS = "heads"
    BEFORE = "before"  # disclosed before the document existed


def lacks(act: Act, *, today: date) -> tuple[Lack, ...]:
    """What the act still lacks on that day, in the order of the law. A form that still goes on is not too short."""
    law = item(act.item)
    begun = [start for start, _ in act.forms.values()]
    found = [Lack.BEFORE] if any(start < act.document_on for start in begun) else []
    if min(begun, default=today) > act.due_on:
        found.append(Lack.LATE)
    if Form.PAGE not in act.forms:
        found.append(Lack.PAGE)
    found += _posted(act, law.posting)
    if law.loudspeaker:
        found += _spoken(act)
    return tuple(found)


def _posted(act: Act, posting: Posting) -> list[Lack]:
    if posting is Posting.NONE:
        return []
    if Form.POSTED not in act.forms:
        return [Lack.POSTED]
    _, end = act.forms[Form.POSTED]
    if posting is Posting.ALWAYS:
        return [] if end is None else [Lack.TAKEN_DOWN]
    return [] if end is None or _days(act, Form.POSTED) >= POSTED else [Lack.POSTED_SHORT]


def _spoken(act: Act) -> list[Lack]:
    found = [] if Form.HEADS in act.forms else [Lack.HEADS]
    if Form.LOUDSPEAKER not in act.forms:
        return [Lack.LOUDSPEAKER, *found]
    ended = act.forms[Form.LOUDSPEAKER][1] is not None
    return [Lack.LOUDSPEAKER_SHORT, *found] if ended and _days(act, Form.LOUDSPEAKER) < LOUDSPEAKER else found


def _days(act: Act, form: Form) -> int:
    """How many days it was disclosed, including the first: "30 ngày liên tục kể từ ngày niêm yết"."""
    start, end = act.forms[form]
    return 0 if end is None else (end - start).days + 1


def posted_until(start: date) -> date:
    """The last of 30 consecutive days of posting."""
    return start + timedelta(days=POSTED - 1)


def quarterly_list_due(day: date) -> date:
    """The last day of the quarter, by which the list of its disclosures must be posted (Điều 13.2)."""
    last = (day.month - 1) // 3 * 3 + 3
    first_after = date(day.year + last // 12, last % 12 + 1, 1)
    return first_after - timedelta(days=1)
