"""What the words of a report say, and what becomes of that when more is said: what was said first stands."""

from dataclasses import dataclass, replace

from civics.cases.petitions import NEED_SIGNED_FORM, SEALED, PetitionKind
from civics.hearing.reading import LONGEST
from core.message import Json
from dialogs.engine.errors import RefusedError

_BEGINNING = LONGEST - LONGEST // 4  # characters that `core.text.gist` keeps of the beginning of a longer text
_TEXTS = ("kind", "topic", "place", "unit", "urgent")


@dataclass(frozen=True, slots=True)
class HeardInWords:
    """What the words say. `kinds`: the two to ask between, if they are not clear. `unit`: its id, or empty.

    `urgent`: as `civics.hearing.hear.Heard` has it; empty for what can wait.
    """

    kind: str = ""
    kinds: tuple[str, ...] = ()
    topic: str = ""
    place: str = ""
    unit: str = ""
    urgent: str = ""


def read(found: Json) -> HeardInWords:
    """What a finder found. Raises RefusedError on anything else."""
    if not isinstance(found, dict):
        raise RefusedError("dialogs.choose_one")
    kinds = found.get("kinds")
    texts = {name: str(found.get(name) or "") for name in _TEXTS}
    return HeardInWords(kinds=tuple(map(str, kinds)) if isinstance(kinds, list) else (), **texts)


def as_json(heard: HeardInWords) -> dict[str, Json]:
    """The same, as it is recorded."""
    return {"kinds": list(heard.kinds), **{name: getattr(heard, name) for name in _TEXTS}}


def added_to(before: str, text: str) -> str:
    """What a text says after an earlier one; empty when it does not go on with it. Both as a rule reads them."""
    if before and text.startswith(f"{before}\n"):
        return text[len(before) + 1 :].strip()
    cut = len(text) > LONGEST and len(before) >= _BEGINNING and text[:_BEGINNING] == before[:_BEGINNING]
    return text[_BEGINNING:].strip() if cut else ""


def grown(before: HeardInWords, whole: HeardInWords, added: HeardInWords, *, corrects: bool) -> HeardInWords:
    """What the words say after more was said. `whole`: all of them together; `added`: the further ones alone.

    Further words fill what was open. They change a place or a group only where they correct it, and the kind only to
    one that needs a signed form, or from a question to a report.
    """
    kept = whole if _changes_kind(before, whole) else before
    asked = added.kind == PetitionKind.HOI  # the place in a question about something else is no place of the report
    return replace(
        kept,
        topic=kept.topic or before.topic or whole.topic,
        place=before.place if asked else _corrected(before.place, added.place, corrects=corrects),
        unit=before.unit if asked else _corrected(before.unit, added.unit, corrects=corrects),
        urgent=before.urgent or added.urgent or whole.urgent,
    )


def _changes_kind(before: HeardInWords, whole: HeardInWords) -> bool:
    if before.kind in SEALED:
        return False
    known = {before.kind, *before.kinds}
    new = {whole.kind, *whole.kinds} & NEED_SIGNED_FORM
    if not known.isdisjoint(NEED_SIGNED_FORM):
        return not new.isdisjoint(SEALED)
    asks = before.kind == PetitionKind.HOI and whole.kind != PetitionKind.HOI
    return bool(new) or not before.kind or asks


def _corrected(before: str, added: str, *, corrects: bool) -> str:
    return added if added and (corrects or not before) else before
