"""What the form of a bulletin says, read without trust; and the same from a stored bulletin."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from broadcasts import render
from civics.bulletins import Every, Rule, next_after
from civics.keywords import RESERVED, SHORTEST, keyword
from console.bulletins.answering import LONGEST_CHOICE, MOST_CHOICES, TARGETS, Answering, spoken
from core.clock import VIETNAM, in_vietnam
from core.errors import NotFoundError
from core.text import normal
from core.words import LANGUAGES
from storage import polls
from storage.bulletins import Bulletin
from storage.unit import UnitOfWork

CHANNELS = ("telegram", "zalo", "zalo-bot", "web")
WHENS = ("now", "at", "again", "event")
TIES = ("poll_open", "poll_close", "meeting")
MOST_KEYWORDS = 3
_MEMORY = 64 * 1024 * 1024


class _InMemory(MultiPartParser):
    """Nothing that somebody uploads touches the disk before the gate has looked at it."""

    spool_max_size = _MEMORY


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """A page's dependency: the form of a request, its files in memory until the answer. Bounded by the shield."""
    form = await _parsed(request)
    try:
        yield form
    finally:
        await form.close()


async def _parsed(request: Request) -> FormData:
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return await request.form()
    try:
        return await _InMemory(request.headers, _bytes(request), max_part_size=_MEMORY).parse()
    except MultiPartException:
        return FormData()


async def _bytes(request: Request) -> AsyncGenerator[bytes, None]:
    async for piece in request.stream():
        yield piece


@dataclass(frozen=True, slots=True)
class Typed:
    """The form. `at` and the like stay as typed, so that a wrong one comes back as it was."""

    title: str = ""
    text: str = ""
    topic: str = ""
    units: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    groups: bool = True
    question: str = ""
    choices: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    fills: Mapping[str, str] = field(default_factory=dict)
    urgent: bool = False
    shown_on_page: bool = True
    when: str = "now"
    at: str = ""
    every: str = Every.YEAR.value
    day: str = ""
    month: str = ""
    weekday: str = "0"
    clock: str = "07:30"
    tie: str = TIES[0]
    poll: str = ""
    meeting: str = ""
    days: str = "0"

    @classmethod
    def of(cls, form: FormData) -> "Typed":
        """What a form says."""

        def said(name: str, most: int = 200) -> str:
            value = form.get(name)
            return normal(value).strip()[:most] if isinstance(value, str) else ""

        def chosen(name: str, known: Sequence[str]) -> str:
            return said(name) if said(name) in known else known[0]

        def several(name: str) -> list[str]:
            return [each for each in form.getlist(name) if isinstance(each, str)]

        words = [keyword(said(f"keyword{n}")) for n in range(MOST_KEYWORDS)]
        starts = [chosen(f"target{n}", TARGETS) for n in range(MOST_KEYWORDS)]
        return cls(
            title=" ".join(said("title").split()),
            text=said("text", render.LONGEST),
            topic=said("topic", 32),
            units=tuple(int(each) for each in several("units") if each.isascii() and each.isdigit() and len(each) < 10),
            languages=tuple(each for each in several("languages") if each in LANGUAGES),
            channels=tuple(each for each in several("channels") if each in CHANNELS),
            groups=bool(said("groups")),
            question=" ".join(said("question").split()),
            choices=tuple(filter(None, (said(f"choice{n}", LONGEST_CHOICE) for n in range(MOST_CHOICES)))),
            keywords=tuple((word, start) for word, start in zip(words, starts, strict=True) if word),
            fills={name[5:]: said(name, 300) for name in form if name.startswith("fill_") and said(name)},
            urgent=bool(said("urgent")),
            shown_on_page=bool(said("shown_on_page")),
            when=chosen("when", WHENS), at=said("at"), every=chosen("every", [each.value for each in Every]),
            day=said("day", 2), month=said("month", 2), weekday=said("weekday", 1), clock=said("clock", 5) or "07:30",
            tie=chosen("tie", TIES), poll=said("poll", 64), meeting=said("meeting"), days=said("days", 4),
        )  # fmt: skip

    @classmethod
    def stored(cls, found: Bulletin) -> "Typed":
        """What the form says of a stored draft."""
        rule, tied = found.rule or {}, found.tied or {}
        planned = in_vietnam(found.planned_at) if found.planned_at is not None else None
        when = "event" if tied else "again" if rule else "at" if planned else "now"
        return cls(
            title=found.title, text=found.text, topic=found.topic, units=tuple(found.audience.get("units", ())),
            languages=tuple(found.audience.get("languages", ())), groups=bool(found.audience.get("groups", True)),
            channels=tuple(found.audience.get("channels", ())), question=found.question, choices=tuple(found.choices),
            keywords=tuple(found.keywords.items()), fills=found.fills, urgent=found.urgent,
            shown_on_page=found.shown_on_page, when=when,
            at=planned.strftime("%Y-%m-%dT%H:%M") if planned and when == "at" else "",
            every=str(rule.get("every", Every.YEAR.value)), day=str(rule.get("day", "")),
            month=str(rule.get("month", "") or ""), weekday=str(rule.get("day", 0)),
            clock=str(rule.get("at") or tied.get("at") or "07:30"), tie=str(tied.get("to", TIES[0])),
            poll=str(tied.get("key", "")) if tied.get("to") != "meeting" else "",
            meeting=str(tied.get("key", "")) if tied.get("to") == "meeting" else "", days=str(tied.get("days", 0)),
        )  # fmt: skip

    @property
    def filled(self) -> str:
        """The text with what is known put into its placeholders."""
        return render.fill(self.text, self.fills)

    @property
    def holes(self) -> list[str]:
        """The placeholders of headline and text."""
        return render.placeholders(f"{self.title}\n{self.text}")

    @property
    def audience(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "units": list(self.units), "languages": list(self.languages), "channels": list(self.channels),
            "groups": self.groups,
        }  # fmt: skip

    @property
    def answering(self) -> Answering:
        """How people may answer."""
        return Answering(self.question, self.choices, self.keywords)

    @property
    def beside(self) -> dict[str, str]:
        """What else is said, for the gate."""
        return spoken(self.question, self.choices, self.fills)

    def fields(self, work: UnitOfWork) -> dict[str, Any]:
        """What is written down. Raises ValueError with the name of the field that cannot be used."""
        if not self.answering.sound:
            raise ValueError("question")
        if any(len(word) < SHORTEST or word in RESERVED for word, _ in self.keywords):
            raise ValueError("keyword")
        planned, rule, tied = self._when(work)
        fills = {name: self.fills[name] for name in self.holes if name in self.fills}
        return {
            "title": self.title, "text": self.text, "topic": self.topic, "audience": self.audience,
            "question": self.question, "choices": list(self.choices),
            "keywords": dict(self.keywords), "fills": fills, "urgent": self.urgent,
            "shown_on_page": self.shown_on_page, "planned_at": planned, "rule": rule, "tied": tied,
        }  # fmt: skip

    def _when(self, work: UnitOfWork) -> tuple[datetime | None, dict[str, Any] | None, dict[str, Any] | None]:
        if self.when == "now":
            return None, None, None
        if self.when == "at":
            return _ahead(_moment(self.at), work.now, "at"), None, None
        if self.when == "again":
            rule = self._rule()
            stored = {"every": rule.every.value, "day": rule.day, "month": rule.month, "at": f"{rule.at:%H:%M}"}
            return next_after(rule, work.now), stored, None
        key = self.meeting if self.tie == "meeting" else self.poll
        days = _number(self.days, "days", -60, 60)
        tied = {"to": self.tie, "key": key, "days": days, "at": f"{_clock(self.clock):%H:%M}"}
        start = datetime.combine(self._event(work) + timedelta(days=days), _clock(self.clock), VIETNAM)
        return _ahead(start, work.now, "days"), None, tied

    def _rule(self) -> Rule:
        every = Every(self.every)
        at = _clock(self.clock)
        if every is Every.WEEK:
            return Rule(every, _number(self.weekday, "weekday", 0, 6), at=at)
        most = 30 if every is Every.LUNAR_YEAR else 31
        month = 0 if every is Every.MONTH else _number(self.month, "month", 1, 12)
        return Rule(every, _number(self.day, "day", 1, most), month, at)

    def _event(self, work: UnitOfWork) -> date:
        if self.tie == "meeting":
            with suppress(ValueError):
                return date.fromisoformat(self.meeting)
            raise ValueError("meeting")
        try:
            poll = polls.get(work, self.poll)
        except NotFoundError:
            raise ValueError("poll") from None
        if self.tie == "poll_close" and poll.closes_at is not None:
            return in_vietnam(poll.closes_at).date()
        if self.tie == "poll_open" and poll.posted_on is not None:
            return poll.posted_on
        raise ValueError("poll")


def uploads(form: FormData) -> list[UploadFile]:
    """The files that a form carries."""
    return [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]


def rule_of(stored: Mapping[str, Any]) -> Rule:
    """The rule that `fields` stored."""
    return Rule(Every(stored["every"]), int(stored["day"]), int(stored["month"]), _clock(str(stored["at"])))


def _moment(text: str) -> datetime:
    with suppress(ValueError):
        return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
    raise ValueError("at")


def _clock(text: str) -> time:
    with suppress(ValueError):
        return time.fromisoformat(text).replace(tzinfo=None)
    raise ValueError("clock")


def _number(text: str, name: str, least: int, most: int) -> int:
    with suppress(ValueError):
        if least <= int(text) <= most:
            return int(text)
    raise ValueError(name)


def _ahead(moment: datetime, now: datetime, name: str) -> datetime:
    if moment <= now:
        raise ValueError(f"{name}_past")
    return moment
