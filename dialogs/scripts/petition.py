"""The guided petition on one screen. It shows in a summary what the words say, and asks only what they leave open.

While the summary is shown, files, a pin and further words are taken in any order. Each row of it can be changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from civics.cases.petitions import NEED_SIGNED_FORM, SEALED, PetitionKind
from civics.hearing.reading import LONGEST
from core.message import Json, Media, Point
from core.text import gist
from dialogs.engine.errors import RefusedError
from dialogs.engine.questions import (
    Choose,
    PhotosOf,
    Place,
    Where,
    Write,
    acknowledge,
)  # fmt: skip
from dialogs.engine.script import Dialog, Here, Script, ask, look
from dialogs.engine.tongue import Option, Tongue
from dialogs.scripts import heard as hearing
from dialogs.scripts.heard import HeardInWords
from dialogs.scripts.petition_summary import WITH_TOPIC, confirm, rows_of

KINDS = (
    PetitionKind.PHAN_ANH, PetitionKind.KIEN_NGHI, PetitionKind.HOI, PetitionKind.KHIEU_NAI, PetitionKind.TO_CAO,
)  # fmt: skip
UNKNOWN, OTHER = "unknown", "other"
HEARD = "heard_in_words"  # the finder of what the words say; it is given what it found before
MEANT = "meant"  # the key of an answer that a handler fills: the kind that a button or a command has named


@dataclass(frozen=True, slots=True)
class Petition:
    """What is to be filed."""

    kind: PetitionKind
    text: str
    media: tuple[Media, ...] = ()
    place_words: str = ""
    point: Point | None = None
    unit_id: int | None = None
    name: str = ""
    topic: str = ""  # as the summary showed it; empty where only the text tells
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class ToSealedChannel:
    """The person wants to denounce where that may not be taken. Nothing is kept; the web chat is shown as the way."""


@dataclass(frozen=True, slots=True)
class Follows:
    """The person follows a report that others have made already."""

    case_id: int


@dataclass(frozen=True, slots=True)
class _Units:
    """The ward's units as `value` and name. Those that the place names come first."""

    likely: tuple[tuple[str, str], ...]
    all: tuple[tuple[str, str], ...]
    here: str = ""  # the unit in which the pin is


def _units(found: Json) -> _Units:
    if not isinstance(found, dict):
        raise RefusedError("dialogs.choose_one")
    return _Units(_pairs(found.get("likely")), _pairs(found.get("all")), str(found.get("here") or ""))


def _pairs(raw: Json) -> tuple[tuple[str, str], ...]:
    if not isinstance(raw, list):
        raise RefusedError("dialogs.choose_one")
    return tuple((str(each[0]), str(each[1])) for each in raw if isinstance(each, list))


@dataclass(frozen=True, slots=True, kw_only=True)
class Near(Choose):
    """Whether the reports of others are about the same thing. `told` says how many, in which state and until when."""

    told: str

    def text(self, tongue: Tongue, so_far: Json) -> str:
        return self.told


def petition(here: Here) -> Script[Petition | Follows | ToSealedChannel]:
    """Ask what there is to tell, and give the petition to be filed."""
    meant = yield from _meant()
    if meant in SEALED and not here.sealed:
        return ToSealedChannel()
    if meant in NEED_SIGNED_FORM:  # a chat message is not a valid đơn: say so before anything is written
        yield from acknowledge("formal_notice", f"petition.notice_{meant}")
    text = yield from ask(Write(key="text", says=f"petition.text_{meant or 'phan_anh'}", or_voice=True, hint="photo"))
    heard = yield from look("heard", HEARD, hearing.read, about=gist(text, LONGEST))
    kind = yield from _kind(meant, heard)
    if kind in SEALED and not here.sealed:
        return ToSealedChannel()
    if kind in NEED_SIGNED_FORM and meant not in NEED_SIGNED_FORM:
        yield from acknowledge("formal_notice", f"petition.notice_{kind.value}")
    files = yield from ask(PhotosOf(key="photos", says="petition.photos", silent=True, collects=True, optional=True))
    told = yield from ask(Where(key="place", says="petition.place", optional=True, silent=True, hint="place"))
    place = Place(told.words or heard.place, told.point)
    unit = yield from _unit(f"{place.words}\n{text}"[:500], heard.unit, pin=place.point)
    if kind in WITH_TOPIC and (same := (yield from _near(heard.topic, text, place, unit[0]))):
        return Follows(same)
    yield from confirm(rows_of(kind, heard, text, place, unit[1], files), asks=kind is PetitionKind.HOI)
    whole = "\n".join(each for each in (text, files.notes) if each)
    return Petition(
        kind, whole, files.media, place.words, place.point, int(unit[0]) if unit[0] else None,
        topic=heard.topic, urgent=bool(heard.urgent),
    )  # fmt: skip


def _near(topic: str, text: str, place: Place, unit: str) -> Script[int]:
    """The case of others to follow instead of a new one; 0: there is none near, or it is about something else."""
    about: dict[str, Json] = {"topic": topic, "text": gist(text, 500), "place": place.words[:200], "unit": unit}
    if place.point is not None:
        about["pin"] = [place.point.lat, place.point.lon]
    case, says = yield from look("near", "near_cases", _found_near, about=about)
    if not case:
        return 0
    options = (Option("follow", "petition.near_follow"), Option("other", "petition.near_other"))
    taken = yield from ask(Near(key="same", says="petition.near", options=options, told=says, open=True))
    return int(case) if taken == "follow" else 0


def _found_near(found: Json) -> tuple[str, str]:
    if not isinstance(found, dict):
        raise RefusedError("dialogs.choose_one")
    return str(found.get("case") or ""), str(found.get("says") or "")


_MEANT = Choose(
    key=MEANT, says="petition.kind", options=tuple(Option(each.value, f"petition.kind_{each.value}") for each in KINDS),
    silent=True,
)  # fmt: skip


def _meant() -> Script[PetitionKind | None]:
    """The kind that a button or a command named before anything was said."""
    named = yield from ask(_MEANT)
    return PetitionKind(named) if named else None


def _which(first: Sequence[PetitionKind]) -> Choose:
    """The question for the kind: of all, or first of those that the words may mean."""
    options = tuple(
        Option(each.value, f"petition.kind_{each.value}", shown=not first or each in first)
        for each in (*first, *(each for each in KINDS if each not in first))
    )
    says = "petition.kind_between" if first else "petition.kind"
    return Choose(key="kind", says=says, options=options, silent=not first, open=True, counts=True)


_KIND = _which(())  # of nearly every message


def _kind(meant: PetitionKind | None, heard: HeardInWords) -> Script[PetitionKind]:
    """The kind that was chosen, else what the words say, else what was named. It is asked for only between two."""
    formal = any(each in heard.kinds for each in NEED_SIGNED_FORM)
    unsure = () if meant in NEED_SIGNED_FORM or (meant and not formal) else heard.kinds
    first = [each for each in KINDS if each in unsure]
    taken = yield from ask(_which(first) if first else _KIND)
    if taken:
        return PetitionKind(taken)
    said = PetitionKind(heard.kind) if heard.kind else PetitionKind.PHAN_ANH
    everyday = (PetitionKind.PHAN_ANH, PetitionKind.HOI)
    return meant if meant and (said in everyday or meant not in everyday) else said


def _unit(words: str, heard: str, *, pin: Point | None) -> Script[tuple[str, str]]:
    """The unit that the words name, else that of the pin. The person is asked only when they want to change it."""
    about: Json = words if pin is None else {"words": words, "pin": [pin.lat, pin.lon]}
    units = yield from look("units", "units_of_place", _units, about=about)
    names = dict(units.all)
    unknown = Option(UNKNOWN, "petition.unit_unknown")
    likely = dict(units.likely)
    others = tuple((value, name) for value, name in units.all if value not in likely)
    options = _labelled((*units.likely, *others))
    taken = yield from ask(
        Choose(
            key="unit", says="petition.unit", silent=True,
            options=(*options, unknown, Option(OTHER, "petition.unit_other", shown=False)),
        )
    )  # fmt: skip
    if taken == OTHER:  # of an earlier release, which asked in two steps
        taken = yield from ask(Choose(key="unit_all", says="petition.unit", silent=True, options=(*options, unknown)))
    taken = taken or heard or units.here
    return (taken, names[taken]) if taken in names else ("", "")


def _labelled(pairs: tuple[tuple[str, str], ...]) -> tuple[Option, ...]:
    return tuple(Option(value, label=name, aliases=_short_names(name)) for value, name in pairs)


def _short_names(name: str) -> tuple[str, ...]:
    """What people call a unit: `tổ 3`, `tdp 3` and `3` for Tổ dân phố 3; a hamlet without its `xóm`."""
    number = name.rsplit(" ", 1)[-1]
    if number.isdigit():
        return number, f"tổ {number}", f"tdp {number}", f"tổ {number.zfill(2)}", f"tdp{number}"
    return (name.partition(" ")[2],) if name.lower().startswith("xóm ") else ()


PETITION: Dialog[Petition | Follows | ToSealedChannel] = Dialog(
    "petition", 2, petition, text="text", media="photos", place="place"
)
