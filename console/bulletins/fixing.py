"""A bulletin's correction and recall as a person presses them: what changes in which chat, and the gate before it.

Words that go to everybody are read by two, those of a correction too. Taking back says nothing new: one may do it.
"""

from broadcasts.text import corrections
from broadcasts.text.bodies import bodies as plain_bodies
from broadcasts.text.corrections import EDITING, Plan
from civics.bulletins import state_secrets
from console.bulletins import gate, shown
from console.bulletins.answering import bodies
from console.bulletins.moving import ALONE, Moving, approver
from console.bulletins.typed import Typed
from core.errors import ConflictError
from storage.bulletins import bulletins, proposals
from storage.bulletins import corrections as bulletin_corrections
from storage.bulletins import files as bulletin_files
from storage.bulletins.corrections import Body
from storage.ward import ward


def propose(by: Moving) -> None:
    """Ask for other words. Raises ConflictError: secret, same, incomplete, or that it may not be corrected."""
    title, text = " ".join(by.said("title").split())[:200], by.said("text")
    if not title or not text:
        raise ConflictError("incomplete")
    _planned(by, title, text)
    proposals.ask(*by.press, title=title, text=text)


def correct(by: Moving) -> None:
    """The words that were asked for, in every chat. Raises ConflictError: gone, own, stale, and as `propose`."""
    approver(by)
    asked = proposals.take(*by.press, alone=bool(ward.setting(by.work, ALONE)))
    plan = _planned(by, asked.title, asked.text)
    bulletin_corrections.correct(
        *by.press, title=asked.title, text=asked.text, steps=_flat(plan), bodies=plan.bodies
    )  # fmt: skip


def drop(by: Moving) -> None:
    """Give up what was asked for, or turn it down."""
    proposals.drop(*by.press)


def _planned(by: Moving, title: str, text: str) -> Plan:
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
    return plan


def recall(by: Moving) -> None:
    """Take it back from everybody. Raises ConflictError: sure, or that there is nothing to take back."""
    approver(by)
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
