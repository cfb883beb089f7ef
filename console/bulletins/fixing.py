"""A bulletin's correction and recall as a person presses them: what changes in which chat, and the gate before it."""

from broadcasts import corrections
from broadcasts.bodies import bodies as plain_bodies
from broadcasts.corrections import EDITING, Plan
from civics import state_secrets
from console.bulletins import gate, shown
from console.bulletins.answering import bodies
from console.bulletins.moving import Moving
from console.bulletins.typed import Typed
from core.errors import ConflictError
from storage.bulletins import bulletins
from storage.bulletins import corrections as bulletin_corrections
from storage.bulletins import files as bulletin_files
from storage.bulletins.corrections import Body


def correct(by: Moving) -> None:
    """Other words in every chat. Raises ConflictError: secret, same, incomplete, or that it may not be corrected."""
    title, text = " ".join(by.said("title").split())[:200], by.said("text")
    if not title or not text:
        raise ConflictError("incomplete")
    found = bulletins.get(by.work, by.bulletin_id, lock=True)
    typed = Typed.stored(found)
    if state_secrets.stops(gate.words(title, text, typed.beside)):
        raise ConflictError("secret")
    media = tuple(each.media for each in bulletin_files.of(by.work, found.id))
    new = bodies(title, text, typed.answering, words=by.words, bulletin_id=found.id, media=media)
    said = plain_bodies(by.words.say("vi", "bulletin_fix.said", title=title), text)
    plan = corrections.corrected(
        bulletin_corrections.parts(by.work, found.id), new, said, edits=EDITING,
        gone=by.words.say("vi", "bulletin_fix.gone"),
    )  # fmt: skip
    if plan.empty:
        raise ConflictError("same")
    bulletin_corrections.correct(*by.press, title=title, text=text, steps=_flat(plan), bodies=plan.bodies)


def recall(by: Moving) -> None:
    """Take it back from everybody. Raises ConflictError: sure, or that there is nothing to take back."""
    if not by.said("sure"):
        raise ConflictError("sure")
    found = bulletins.get(by.work, by.bulletin_id, lock=True)
    notice = by.words.say("vi", "bulletin_fix.notice", title=shown.title_of(found))
    plan = corrections.recalled(bulletin_corrections.parts(by.work, found.id), notice, edits=EDITING)
    bulletin_corrections.recall(*by.press, steps=_flat(plan))


def _flat(plan: Plan) -> list[Body]:
    return [
        Body(channel, each.part, each.way.value, each.aim, each.body)
        for channel, steps in plan.steps.items()
        for each in steps
    ]
