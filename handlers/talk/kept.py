"""The answers of a run as they are kept, and what they say of it."""

from collections.abc import Mapping

from civics.cases.petitions import SEALED, PetitionKind
from core.message import Json
from dialogs.engine.going_back import noted
from dialogs.engine.script import ASKED, Dialog
from dialogs.scripts.petition import MEANT


def begun(dialog: Dialog[object], answers: Mapping[str, Json]) -> dict[str, Json]:
    """The answers with which a run begins. Where words may answer ahead, a note says which questions were really asked.

    A ballot has no such note: the length of what is sealed must not tell a choice.
    """
    return {ASKED: [], **answers} if dialog.text else dict(answers)


def asked(dialog: Dialog[object], answers: dict[str, Json], key: str) -> dict[str, Json]:
    """The answers, with a note that this question was really asked."""
    return noted(answers, key) if dialog.text else answers


def denounces(answers: Mapping[str, Json]) -> bool:
    """Whether a denunciation was chosen, named or heard."""
    looked = answers.get("heard")
    found = looked.get("found") if isinstance(looked, dict) else None
    heard = found.get("kind") if isinstance(found, dict) else ""
    named = (answers.get("kind"), answers.get(MEANT), heard)
    return any(PetitionKind(each) in SEALED for each in named if isinstance(each, str) and each)
