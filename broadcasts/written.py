"""A bulletin as its author wrote it, from an input or from the store. It knows no form and no page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from broadcasts.answering import Answering, spoken
from broadcasts.text import render
from broadcasts.when import When
from civics.bulletins.keywords import RESERVED, SHORTEST
from civics.bulletins.rules import Why
from core.errors import ConflictError
from storage.bulletins.bulletins import Bulletin
from storage.database.unit import UnitOfWork

CHANNELS = ("telegram", "zalo", "zalo-bot", "web")
MOST_KEYWORDS = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """The input. Times stay as they were typed, so that the form shows a wrong one again."""

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
    def stored(cls, found: Bulletin) -> "Typed":
        """The input of a stored draft."""
        return cls(
            title=found.title, text=found.text, topic=found.topic, units=tuple(found.audience.get("units", ())),
            languages=tuple(found.audience.get("languages", ())), groups=bool(found.audience.get("groups", True)),
            channels=tuple(found.audience.get("channels", ())), question=found.question, choices=tuple(found.choices),
            keywords=tuple(found.keywords.items()), fills=found.fills, urgent=found.urgent,
            shown_on_page=found.shown_on_page, when=When.stored(found),
        )  # fmt: skip

    @property
    def filled(self) -> str:
        """The text with the known values in its placeholders."""
        return render.fill(self.text, self.fills)

    @property
    def holes(self) -> list[str]:
        """The unfilled placeholders of headline and text."""
        return render.placeholders(f"{self.title}\n{self.text}")

    @property
    def audience(self) -> dict[str, Any]:
        """The audience in stored form."""
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
        """The other texts, for the gate."""
        return spoken(self.question, self.choices, self.fills)

    def fields(self, work: UnitOfWork) -> dict[str, Any]:
        """The values to store. Raises ConflictError: QUESTION, KEYWORD or WHEN."""
        if not self.answering.sound:
            raise ConflictError(Why.QUESTION)
        if any(len(word) < SHORTEST or word in RESERVED for word, _ in self.keywords):
            raise ConflictError(Why.KEYWORD)
        try:
            planned, rule, tied = self.when.fields(work)
        except ValueError as error:
            raise ConflictError(Why.WHEN) from error
        fills = {name: self.fills[name] for name in self.holes if name in self.fills}
        return {
            "title": self.title, "text": self.text, "topic": self.topic, "audience": self.audience,
            "question": self.question, "choices": list(self.choices),
            "keywords": dict(self.keywords), "fills": fills, "urgent": self.urgent,
            "shown_on_page": self.shown_on_page, "planned_at": planned, "rule": rule, "tied": tied,
        }  # fmt: skip
