"""What may be shown of a case on the ward's public page, and how little of its place.

Nghị quyết 36/NQ-HĐND 2.3d, 2.5b; Luật 10/2022/QH15 Điều 3 (openness); Luật 91/2025/QH15 (personal data). Only everyday
kinds: a khiếu nại, a tố cáo and a question are never shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from civics.bulletins import state_secrets
from civics.cases.petitions import PetitionKind
from core.errors import ConflictError
from core.message import Point
from core.text import fold, normal

KINDS = frozenset({PetitionKind.PHAN_ANH, PetitionKind.KIEN_NGHI})
LONGEST_TITLE, LONGEST_TEXT = 120, 2000
_DIGITS = 3  # of a degree: about 100 m


class OpenWhy(StrEnum):
    """Why a case is not shown, or not with these words."""

    KIND = "kind"  # this kind, a sealed case, an emergency, one that names somebody
    CONSENT = "consent"  # its resident did not agree, and the ward releases no case of this topic by itself
    TITLE = "title"  # no title, or too long
    LONG = "long"
    PERSON = "person"  # a name, a number or an address of a person stands in the words
    SECRET = "secret"  # noqa: S105  # a mark of secrecy, no password
    PHOTO = "photo"  # the picture is not one of this case
    CHECKED = "checked"  # nobody confirmed that they looked at the pictures


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown of a case, as staff wrote or checked it. `before`, `after`: ids of the case's pictures."""

    title: str
    text: str = ""
    answer: str = ""
    place: str = ""
    point: Point | None = None
    before: int | None = None
    after: int | None = None
    checked: bool = field(default=False, compare=False)  # somebody looked whether a picture shows a face or a child


def may_open(kind: str, *, sealed: bool, emergency: str, names: bool) -> bool:
    """Whether such a case may ever be shown. `names`: it names a member of staff or a unit."""
    return kind in KINDS and not (sealed or emergency or names)


def clean(told: Told, *, persons: Iterable[str]) -> Told:
    """The same, tidied, with its place rounded. `persons`: names and telephones of the case, which must not be in it.

    Raises ConflictError with an OpenWhy.
    """
    words = {name: normal(getattr(told, name)).strip() for name in ("title", "text", "answer", "place")}
    if not words["title"] or len(words["title"]) > LONGEST_TITLE or "\n" in words["title"]:
        raise ConflictError("A title of one line is needed.", why=OpenWhy.TITLE)
    if any(len(each) > LONGEST_TEXT for each in words.values()):
        raise ConflictError("Too long.", why=OpenWhy.LONG)
    every = "\n".join(words.values())
    if names_person(every, persons=persons):
        raise ConflictError("It names a person.", why=OpenWhy.PERSON)
    if state_secrets.stops(state_secrets.scan(every)):
        raise ConflictError("It bears a mark of secrecy.", why=OpenWhy.SECRET)
    if (told.before or told.after) and not told.checked:
        raise ConflictError("Nobody looked at the pictures.", why=OpenWhy.CHECKED)
    words["place"] = street(words["place"])
    return Told(**words, point=rounded(told.point), before=told.before, after=told.after, checked=told.checked)


_NUMBERS = re.compile(r"(?<!\d)(?:\+?\d[ .\-]?){8,}\d")  # a telephone, a card, a bank account
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+")
_PLATE = re.compile(r"\b\d{2}[A-ZĐ]{1,2}\d?[ -]?\d{3}[.]?\d{1,2}\b")
_CALLED = re.compile(r"\b(?:ông|bà|anh|chị|cô|chú|bác|cụ|mr|mrs|ms)\s+([^\W\d_]\w*)", re.IGNORECASE)
_NO_NAME = frozenset({"Hồ"})  # "Bác Hồ"


def names_person(text: str, *, persons: Iterable[str] = ()) -> bool:
    """Whether a name after a form of address, a long number, a plate or one of `persons` stands in the text.

    It says yes rather too often: staff write it in other words.
    """
    if _MAIL.search(text) or _PLATE.search(text) or _NUMBERS.search(text):
        return True
    if any(each[1][0].isupper() and each[1] not in _NO_NAME for each in _CALLED.finditer(text)):
        return True
    loose = f" {_words(text)} "
    digits = re.sub(r"\D", "", text)
    for each in persons:
        name, number = _words(each), re.sub(r"\D", "", each)
        if (" " in name and f" {name} " in loose) or (len(number) > 7 and number in digits):
            return True
    return False


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


_HOUSE = re.compile(
    r"(?:\bsố nhà|\bnhà số|\bsố|\bno\.?|\bhouse|\bcăn hộ|\bphòng|\bp\.)\s*\d+\w*(?:[/-]\w+)*\s*,?\s*"
    r"|^\s*\d+\w?(?:/\w+)*\s*,?\s+(?=\D)",
    re.IGNORECASE,
)


def street(place: str) -> str:
    """The place without a house number: "số 12/3 đường Thanh Niên, tổ 5" is "đường Thanh Niên, tổ 5"."""
    return " ".join(_HOUSE.sub("", place).split()).strip(" ,")


def rounded(point: Point | None) -> Point | None:
    """The point to about a hundred metres: a street, not a house."""
    return None if point is None else Point(round(point.lat, _DIGITS), round(point.lon, _DIGITS))


FEW = 5  # a figure below this is not told


@dataclass(frozen=True, slots=True)
class Count:
    """One line of public figures. `key` is empty for what is told together.

    `done`: answered cases that residents closed as done, and never called not done.
    """

    key: str
    count: int
    late: int = 0
    disputed: int = 0
    hours: float | None = None
    done: int = 0

    @property
    def satisfied(self) -> int | None:
        """Of 100 residents who said whether it is done, how many said yes. None where either side is under five."""
        if min(self.done, self.disputed) < FEW:
            return None
        return round(100 * self.done / (self.done + self.disputed))


@dataclass(frozen=True, slots=True)
class Tally:
    """The cases of one topic in one unit ("-": unknown). `hours`: the sum over the `timed` ones that were answered."""

    topic: str
    unit: str
    count: int
    late: int = 0
    disputed: int = 0
    timed: int = 0
    hours: float = 0.0
    done: int = 0


def counted(tallies: Iterable[Tally], by: str) -> list[Count]:
    """The lines by "topic" or "unit"; "": all in one. An average of under five is left out: it would tell of each."""
    groups: dict[str, list[Tally]] = {}
    for each in tallies:
        groups.setdefault({"topic": each.topic, "unit": each.unit}.get(by, "-"), []).append(each)
    return [
        Count(
            key, sum(each.count for each in group), sum(each.late for each in group),
            sum(each.disputed for each in group),
            sum(each.hours for each in group) / timed if (timed := sum(each.timed for each in group)) >= FEW else None,
            sum(each.done for each in group),
        )
        for key, group in groups.items()
    ]  # fmt: skip


def told(counts: Iterable[Count]) -> tuple[list[Count], bool]:
    """The lines that may be told, the most cases first, and whether some were put together or left out.

    Lines under five are put together; if their sum would be one line or under five, the smallest other line joins them,
    so that nobody finds a small figure by taking the others from the whole.
    """
    order = sorted(counts, key=lambda each: (-each.count, each.key))
    shown, small = [each for each in order if each.count >= FEW], [each for each in order if 0 < each.count < FEW]
    if not small:
        return shown, False
    while shown and (len(small) < 2 or sum(each.count for each in small) < FEW):
        small.insert(0, shown.pop())
    rest = sum(each.count for each in small)
    return ([*shown, Count("", rest)] if rest >= FEW else shown), True


def tellable(counts: Iterable[Count], *names: str) -> frozenset[str]:
    """The keys of the lines whose figures `names` may be told: each is at least five.

    Where the other lines together have one to four, the smallest of these is left out too: the whole minus what is told
    would be a small figure.
    """
    every = list(counts)

    def values(line: Count) -> list[int]:
        return [getattr(line, name) for name in names]

    shown = sorted((each for each in every if min(values(each)) >= FEW), key=lambda each: (sum(values(each)), each.key))
    hidden = [values(each) for each in every if each not in shown]
    if any(0 < sum(column) < FEW for column in zip(*hidden, strict=True)):
        shown = shown[1:]
    return frozenset(each.key for each in shown)
