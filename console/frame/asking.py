"""Which cases an officer asks for, as the address says it. It is the same on the list, a case and the export."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from core.clock import VIETNAM
from core.text import normal
from storage.cases.due_days import Due
from storage.cases.filter import Filter, Outcome, Sort, View

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
NARROWS = (
    *("state", "kind", "topic", "unit", "mine", "overdue", "officer", "origin", "channel", "urgent", "since", "until"),
    *("team", "outcome", "spoke", "followed", "idle", "tag", "due", "sort"),
)
USUAL = "open"  # the view for an address that names none
MOST_IDLE = 3650  # days
MOST_PAGES = 10  # the most pages that the script may ask for at once


def whole(text: str) -> int | None:
    """A whole number that a database can hold, from an address or a form; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _begins(text: str, *, days: int = 0) -> datetime | None:
    """The beginning of a day in Viet Nam, or of the day so many days later; None for an invalid day."""
    found = _day(text)
    if found is None or not 1970 <= found.year < 9999:
        return None
    return datetime.combine(found + timedelta(days=days), time(), tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of an address that chooses cases. Invalid values count as not given."""

    view: str = USUAL
    q: str = ""
    state: str = ""
    kind: str = ""
    topic: str = ""
    unit: str = ""
    mine: str = ""
    overdue: str = ""
    officer: str = ""
    origin: str = ""
    channel: str = ""
    urgent: str = ""
    since: str = ""  # days in Viet Nam, both included
    until: str = ""
    team: str = ""  # 0: with no team; so for `officer`: with nobody
    outcome: str = ""
    spoke: str = ""
    followed: str = ""
    idle: str = ""  # days
    tag: str = ""
    due: str = ""  # today, tomorrow: the next working day
    sort: str = ""
    after: str = ""
    pages: str = ""

    @classmethod
    def of(cls, params: QueryParams) -> "Asked":
        """What these parameters ask for."""
        known = {each.name: normal(params.get(each.name, "")).strip()[:200] for each in fields(cls)}
        for name, one_of in (("outcome", set(Outcome)), ("due", set(Due)), ("sort", set(Sort))):
            if known[name] not in one_of:
                known[name] = ""
        if known["view"] not in RAIL:  # a search, a state and an outcome cover all cases
            known["view"] = "all" if known["q"] or known["state"] or known["outcome"] else USUAL
        if known["spoke"] not in {"resident", "staff"}:
            known["spoke"] = ""
        if (whole(known["idle"]) or 0) > MOST_IDLE:
            known["idle"] = ""
        for name in ("unit", "officer", "team", "idle"):
            if whole(known[name]) is None:
                known[name] = ""
        for name in ("since", "until"):
            if _day(known[name]) is None:
                known[name] = ""
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
            officer_id=whole(self.officer),
            origin=self.origin,
            channel=self.channel,
            urgent=bool(self.urgent),
            filed_from=_begins(self.since),
            filed_to=_begins(self.until, days=1),
            team_id=whole(self.team),
            outcome=Outcome(self.outcome) if self.outcome else None,
            spoke=self.spoke,
            followed=bool(self.followed),
            idle_days=whole(self.idle),
            tag=self.tag,
            due=Due(self.due) if self.due else None,
            sort=Sort(self.sort) if self.sort else Sort.DUE,
            text=self.q,
        )

    @property
    def narrowed(self) -> int:
        """The number of filters that are set beside the view."""
        return sum(1 for name in NARROWS if getattr(self, name))

    @property
    def bare(self) -> str:
        """The address's query without these filters."""
        return self.query(**dict.fromkeys((*NARROWS, "after", "pages"), ""))

    @property
    def page_count(self) -> int:
        """The number of pages that are shown already."""
        return max(1, min(MOST_PAGES, whole(self.pages) or 1))

    def query(self, **changes: str) -> str:
        """The address's query with changes, "" or "?…". Empty values are left out."""
        asked = replace(self, **changes)
        given = [(each.name, getattr(asked, each.name)) for each in fields(asked)]
        bare = ("view", "all" if asked.q or asked.state or asked.outcome else USUAL)
        kept = [(name, value) for name, value in given if value and (name, value) != bare]
        return f"?{urlencode(kept)}" if kept else ""
