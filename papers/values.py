"""All values for the papers of a consultation, read once (`papers.gathering`) and sent to another process as JSON."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from papers.followed import Followed


@dataclass(frozen=True, slots=True)
class Ratio:
    """A majority against all households, with its article."""

    yes: int
    total: int
    least: int
    reached: bool
    article: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one article."""

    code: str
    title: str
    text: str
    yes: int
    no: int
    other: int
    blank: int
    ratio: Ratio | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """One opinion in its own words, with the number of voice notes and pictures."""

    words: str
    voices: int = 0
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Opinion:
    """Opinions that say nearly the same, and the ward's answer. `said` are their own words."""

    article: str
    text: str
    size: int
    answer: str
    reply: str
    tags: tuple[str, ...]
    said: tuple[Spoken, ...] = ()
    apart: int = 0  # how many of `size` are of unchecked ballots

    @property
    def files(self) -> Spoken:
        """The recordings and pictures in all of them, without words."""
        return Spoken("", sum(each.voices for each in self.said), sum(each.pictures for each in self.said))


@dataclass(frozen=True, slots=True)
class Part:
    """How many of a unit took part."""

    unit: str
    took_part: int
    households: int | None
    apart: int = 0  # the unchecked ones


@dataclass(frozen=True, slots=True)
class Matter:
    """The figures of one matter of a meeting or a ballot, and its result."""

    title: str  # empty: the text as a whole
    yes: int
    no: int
    given: int
    collected: int
    valid: int
    invalid: int
    ratio: Ratio | None
    other: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting or a ballot on paper whose record two people agreed on."""

    source: str
    unit: str
    clause: str
    held_on: str
    place: str
    method: str
    households: int
    present: int
    chair: str
    secretary: str
    board: tuple[str, ...]
    witnesses: tuple[str, ...]
    quorum_least: int | None
    quorum_article: str
    matters: tuple[Matter, ...]
    unit_kind: str = "to_dan_pho"
    ward_wide: bool = False

    @property
    def enough(self) -> bool:
        """Whether enough households were present, where a quorum is needed."""
        return self.quorum_least is None or self.present >= self.quorum_least


@dataclass(frozen=True, slots=True)
class Values:
    """All values. Dates are ISO, times "HH:MM dd/mm/yyyy" in Viet Nam."""

    ward: str
    made_on: str
    key: str
    title: str
    kind: str
    basis: str
    vote: bool
    opened: str
    closed: str
    posted_on: str
    counted_by: str
    secrecy: str
    fingerprint: str
    ballots: int
    households: int | None
    figures: tuple[Figures, ...]
    turnout: tuple[Part, ...]
    opinions: tuple[Opinion, ...]
    held: tuple[Held, ...] = ()  # for a paper about one meeting, only that meeting
    # Unchecked ballots, which are never in `ballots`; None: ballots had no classes. From 1 to 4: no figures.
    apart: int | None = None
    figures_apart: tuple[Figures, ...] = ()
    followed: Followed | None = None  # of opinions under Điều 25
    team: tuple[str, ...] = ()  # the team of an online vote, its head first
    voters: tuple[str, ...] = ()  # the households that took part in it, never how (NĐ 59/2023 Điều 5.4.a)
    unit_kind: str = "to_dan_pho"
    unit: str = ""
    closed_on: str = ""  # the day of `closed`
    compared: tuple[str, ...] = ()  # forms that somebody has compared with the annex
    remarks: bool = False  # whether the office wants remarks of the machine on its papers
    font: str = ""  # the font family that the office wants on them; empty: the catalogue's

    @property
    def counted(self) -> str:
        """How ballots count: person, household; unknown where the poll closed before ballots had classes."""
        return "unknown" if self.apart is None else self.counted_by

    def to_json(self) -> str:
        """For the other process."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of_json(cls, text: str) -> "Values":
        """The values that `to_json` wrote."""
        raw: dict[str, Any] = json.loads(text)  # our own data, from the process that started this one
        raw["figures"] = tuple(Figures(**{**each, "ratio": _ratio(each["ratio"])}) for each in raw["figures"])
        raw["figures_apart"] = tuple(Figures(**each) for each in raw["figures_apart"])
        raw["turnout"] = tuple(Part(**each) for each in raw["turnout"])
        raw["opinions"] = tuple(
            Opinion(**{**each, "tags": tuple(each["tags"]), "said": tuple(Spoken(**words) for words in each["said"])})
            for each in raw["opinions"]
        )
        raw |= {name: tuple(raw[name]) for name in ("compared", "team", "voters")}
        raw["followed"] = Followed(**raw["followed"]) if raw["followed"] else None
        raw["held"] = tuple(_held(each) for each in raw["held"])
        return cls(**raw)


def _ratio(raw: dict[str, Any] | None) -> Ratio | None:
    return Ratio(**raw) if raw else None


def _held(raw: dict[str, Any]) -> Held:
    matters = tuple(Matter(**{**each, "ratio": _ratio(each["ratio"])}) for each in raw["matters"])
    names = {name: tuple(raw[name]) for name in ("board", "witnesses")}
    return Held(**{**raw, **names, "matters": matters})


def day_of(iso: str) -> date:
    """A date in these values."""
    return date.fromisoformat(iso)
