"""What the form of a bulletin says, read without trust; and the same from a stored bulletin."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from broadcasts.text import render
from civics.bulletins.keywords import RESERVED, SHORTEST, keyword
from console.bulletins.answering import LONGEST_CHOICE, MOST_CHOICES, TARGETS, Answering, spoken
from console.bulletins.when import When
from core.text import normal
from core.words import LANGUAGES
from storage.bulletins.bulletins import Bulletin
from storage.database.unit import UnitOfWork

CHANNELS = ("telegram", "zalo", "zalo-bot", "web")
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
    when: When = field(default_factory=When)

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
            when=When.of(said),
        )  # fmt: skip

    @classmethod
    def stored(cls, found: Bulletin) -> "Typed":
        """What the form says of a stored draft."""
        return cls(
            title=found.title, text=found.text, topic=found.topic, units=tuple(found.audience.get("units", ())),
            languages=tuple(found.audience.get("languages", ())), groups=bool(found.audience.get("groups", True)),
            channels=tuple(found.audience.get("channels", ())), question=found.question, choices=tuple(found.choices),
            keywords=tuple(found.keywords.items()), fills=found.fills, urgent=found.urgent,
            shown_on_page=found.shown_on_page, when=When.stored(found),
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
        planned, rule, tied = self.when.fields(work)
        fills = {name: self.fills[name] for name in self.holes if name in self.fills}
        return {
            "title": self.title, "text": self.text, "topic": self.topic, "audience": self.audience,
            "question": self.question, "choices": list(self.choices),
            "keywords": dict(self.keywords), "fills": fills, "urgent": self.urgent,
            "shown_on_page": self.shown_on_page, "planned_at": planned, "rule": rule, "tied": tied,
        }  # fmt: skip


def uploads(form: FormData) -> list[UploadFile]:
    """The files that a form carries."""
    return [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
