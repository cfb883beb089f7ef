"""Corrections and recalls of a bulletin: what changes in which chat, and the gate before it.

Two people must read the text that goes to everybody, also that of a correction. A recall says nothing new, so one
person may do it.
"""

from broadcasts import gate, shown
from broadcasts.acts import ALONE, Act, must_approve
from broadcasts.answering import bodies
from broadcasts.text import corrections
from broadcasts.text.bodies import bodies as plain_bodies
from broadcasts.text.corrections import EDITING, Plan
from broadcasts.written import Typed
from civics.bulletins import state_secrets
from civics.bulletins.rules import Why
from core.errors import ConflictError
from storage.bulletins import bulletins, proposals
from storage.bulletins import corrections as bulletin_corrections
from storage.bulletins import files as bulletin_files
from storage.bulletins.corrections import Body
from storage.ward import ward


def propose(act: Act, *, title: str, text: str, instead: str = "") -> None:
    """Propose another text. `instead`: the mark of a colleague's proposal that it is to replace.

    Raises ConflictError: SECRET, SAME, INCOMPLETE, THEIRS, or when it may not be corrected.
    """
    title = " ".join(title.split())[:200]
    if not title or not text:
        raise ConflictError(Why.INCOMPLETE)
    _planned(act, title, text)
    proposals.ask(*act.press, title=title, text=text, instead=instead)


def correct(act: Act, *, read: str | None = None) -> None:
    """Send the proposed text to every chat. `read`: the mark of the proposal that the person has read.

    Raises ConflictError: GONE, OWN, STALE, and as `propose`.
    """
    must_approve(act)
    asked = proposals.take(*act.press, alone=bool(ward.setting(act.work, ALONE)), read=read)
    plan = _planned(act, asked.title, asked.text)
    bulletin_corrections.correct(
        *act.press, title=asked.title, text=asked.text, steps=_flat(plan), bodies=plan.bodies
    )  # fmt: skip


def drop(act: Act) -> None:
    """Withdraw or refuse the proposal."""
    proposals.drop(*act.press)


def _planned(act: Act, title: str, text: str) -> Plan:
    found = bulletins.get(act.work, act.bulletin_id, lock=True)
    typed = Typed.stored(found)
    if state_secrets.stops(gate.words(title, text, typed.beside)):
        raise ConflictError(Why.SECRET)
    media = tuple(each.media for each in bulletin_files.of(act.work, found.id))
    new = bodies(title, text, typed.answering, words=act.words, bulletin_id=found.id, media=media)
    said = plain_bodies(act.words.say("vi", "bulletin_fix.said", title=title), text)
    plan = corrections.corrected(
        bulletin_corrections.parts(act.work, found.id), new, said, edits=EDITING,
        gone=act.words.say("vi", "bulletin_fix.gone"),
    )  # fmt: skip
    if plan.empty:
        raise ConflictError(Why.SAME)
    return plan


def recall(act: Act, *, sure: bool) -> None:
    """Recall it from everybody. Raises ConflictError: SURE, or when there is nothing to recall."""
    must_approve(act)
    if not sure:
        raise ConflictError(Why.SURE)
    found = bulletins.get(act.work, act.bulletin_id, lock=True)
    notice = act.words.say("vi", "bulletin_fix.notice", title=shown.title_of(found))
    plan = corrections.recalled(bulletin_corrections.parts(act.work, found.id), notice, edits=EDITING)
    bulletin_corrections.recall(*act.press, steps=_flat(plan))


def _flat(plan: Plan) -> list[Body]:
    return [
        Body(channel, each.part, each.way.value, each.aim, each.body)
        for channel, steps in plan.steps.items()
        for each in steps
    ]
