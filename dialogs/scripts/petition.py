"""The guided petition: what kind, what happened, photos, where, which tổ dân phố; then a summary to send."""

from dataclasses import dataclass

from civics.cases.petitions import NEED_SIGNED_FORM, SEALED, PetitionKind
from core.message import Json, Media, Point
from core.text import head
from dialogs.engine.questions import Line, acknowledge, choose, confirm, photos_of, where, write
from dialogs.engine.script import Dialog, Here, Option, RefusedError, Script, look

KINDS = (PetitionKind.PHAN_ANH, PetitionKind.KIEN_NGHI, PetitionKind.KHIEU_NAI, PetitionKind.TO_CAO)
UNKNOWN, OTHER = "unknown", "other"


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


@dataclass(frozen=True, slots=True)
class ToSealedChannel:
    """A denunciation was to be made where it may not be taken: nothing is kept, the way to the web chat is shown."""


@dataclass(frozen=True, slots=True)
class _Units:
    """The ward's units as `value` and name; those that the place names come first."""

    likely: tuple[tuple[str, str], ...]
    all: tuple[tuple[str, str], ...]


def _units(found: Json) -> _Units:
    if not isinstance(found, dict):
        raise RefusedError("dialogs.choose_one")
    return _Units(_pairs(found.get("likely")), _pairs(found.get("all")))


def _pairs(raw: Json) -> tuple[tuple[str, str], ...]:
    if not isinstance(raw, list):
        raise RefusedError("dialogs.choose_one")
    return tuple((str(each[0]), str(each[1])) for each in raw if isinstance(each, list))


def petition(here: Here) -> Script[Petition | ToSealedChannel]:
    """Ask what there is to tell; give the petition to be filed."""
    kind = PetitionKind(
        (
            yield from choose(
                "kind", "petition.kind", *(Option(each.value, f"petition.kind_{each.value}") for each in KINDS)
            )
        )
    )
    if kind in SEALED and not here.sealed:
        return ToSealedChannel()
    if kind in NEED_SIGNED_FORM:  # a chat message is not a valid đơn: say so before anything is written
        yield from acknowledge("formal_notice", f"petition.notice_{kind.value}")
    text = yield from write("text", f"petition.text_{kind.value}", or_voice=True)
    files = yield from photos_of("photos", "petition.photos")
    place = yield from where("place", "petition.place")
    unit = yield from _unit(f"{place.words}\n{text}"[:500])
    pin = f"{place.point.lat:.5f}, {place.point.lon:.5f}" if place.point else ""
    lines = [
        Line("kind", "petition.line_kind", value_says=f"petition.short_{kind.value}"),
        Line("text", "petition.line_text", *_short(text)),
        Line("photos", "petition.line_photos", value_says="petition.count", count=len(files.media)),
        Line("place", "petition.line_place", *_short(", ".join(each for each in (place.words, pin) if each))),
        Line("unit", "petition.line_unit", *_short(unit[1])),
    ]
    yield from confirm("petition.summary", *lines)
    whole = "\n".join(each for each in (text, files.notes) if each)
    return Petition(kind, whole, files.media, place.words, place.point, int(unit[0]) if unit[0] else None)


def _short(text: str) -> tuple[str, str]:
    """A line's value, or the words for none."""
    return (text if len(text) <= 300 else f"{head(text, 300)}…", "") if text else ("", "petition.none")


def _unit(about: str) -> Script[tuple[str, str]]:
    units = yield from look("units", "units_of_place", _units, about=about)
    names = dict(units.all)
    unknown = Option(UNKNOWN, "petition.unit_unknown")
    if units.likely:
        likely = tuple(Option(value, label=name) for value, name in units.likely)
        taken = yield from choose(
            "unit", "petition.unit_likely", *likely, Option(OTHER, "petition.unit_other"), unknown
        )
        if taken != OTHER:
            return ("", "") if taken == UNKNOWN else (taken, names.get(taken, ""))
        taken = yield from choose("unit_all", "petition.unit", *_all(units), unknown)
    else:
        taken = yield from choose("unit", "petition.unit", *_all(units), unknown)
    return ("", "") if taken == UNKNOWN else (taken, names.get(taken, ""))


def _all(units: _Units) -> tuple[Option, ...]:
    return tuple(Option(value, label=name) for value, name in units.all)


PETITION: Dialog[Petition | ToSealedChannel] = Dialog(
    "petition", 1, petition, steps=("kind", "text", "photos", "place", "unit", "summary"), text="text",
    media="photos", place="place",
)  # fmt: skip
