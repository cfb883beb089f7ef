"""What an officer asks the queue for, as it stands in the address: the same on the list, a case and the export."""

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from core.text import normal
from storage.cases.filter import Filter, View

RAIL = {
    "open": View.OPEN,
    "new": View.NEW,
    "mine": View.MINE,
    "soon": View.SOON,
    "late": View.OVERDUE,
    "urgent": View.URGENT,
    "waiting": View.WAITING,
    "aside": View.ASIDE,
    "answered": View.ANSWERED,
    "all": View.ALL,
}
USUAL = "open"  # the view of an address that names none
MOST_PAGES = 10  # how many pages the script may ask for at once


def whole(text: str) -> int | None:
    """A whole number that a database can hold, from an address or a form; none for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of an address that chooses cases. Odd values count as not given."""

    view: str = USUAL
    q: str = ""
    state: str = ""
    kind: str = ""
    topic: str = ""
    unit: str = ""
    mine: str = ""
    overdue: str = ""
    after: str = ""
    pages: str = ""

    @classmethod
    def of(cls, params: QueryParams) -> "Asked":
        """What these parameters ask for."""
        known = {each.name: normal(params.get(each.name, "")).strip()[:200] for each in fields(cls)}
        if known["view"] not in RAIL:  # a search, and a state, are looked for everywhere
            known["view"] = "all" if known["q"] or known["state"] else USUAL
        if whole(known["unit"]) is None:
            known["unit"] = ""
        return cls(**known)

    @property
    def filter(self) -> Filter:
        """The same for the store."""
        return Filter(
            view=RAIL[self.view],
            state=self.state,
            kind=self.kind,
            topic=self.topic,
            unit_id=whole(self.unit),
            mine=bool(self.mine),
            overdue=bool(self.overdue),
            text=self.q,
        )

    @property
    def narrowed(self) -> int:
        """How many filters are set beside the view."""
        return sum(1 for each in (self.state, self.kind, self.topic, self.unit, self.mine, self.overdue) if each)

    @property
    def page_count(self) -> int:
        """How many pages are shown already."""
        return max(1, min(MOST_PAGES, whole(self.pages) or 1))

    def query(self, **changes: str) -> str:
        """The address's query, "" or "?…", with changes; what is empty is left out."""
        asked = replace(self, **changes)
        given = [(each.name, getattr(asked, each.name)) for each in fields(asked)]
        bare = ("view", "all" if asked.q or asked.state else USUAL)
        kept = [(name, value) for name, value in given if value and (name, value) != bare]
        return f"?{urlencode(kept)}" if kept else ""
