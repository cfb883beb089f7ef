"""Updates of Open311 in both directions: what the ward did with the cases of a key, and what people said there since.

A key reads only the cases that came by it. Somebody's "it is fixed" there is a remark: it changes no state here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from civics.bulletins import state_secrets
from civics.cases.opening import names_person
from civics.open311 import CallError, Fault, Remark, Status, status_of
from core.errors import NotFoundError
from core.message import MediaKind
from handlers.cases.open311 import caller, ring
from handlers.replies.ward import Ward
from storage.cases import cases, open311, open311_updates, opened, opened_list
from storage.cases.answers import TAKE_BACK
from storage.cases.open311 import Key
from storage.cases.open311_updates import Step
from storage.database.unit import UnitOfWork
from storage.media import attachments, linked
from storage.media.file_rows import Kept

_SAID = frozenset({"case.word", "case.asked", "case.answered"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update. `at`: when it can be seen first, which is a minute later for words that can be taken back."""

    id: str
    public_key: str
    status: Status
    at: datetime
    text: str
    picture: bool


def told(work: UnitOfWork, ward: Ward, key: str, *, since: datetime, until: datetime) -> list[Update]:
    """What happened to the cases of this key in this time, both ends included. Raises CallError: 403."""
    by = caller(work, key)
    steps = open311_updates.steps(work, by.id, since=since - TAKE_BACK, until=until)
    found = [each for step in steps for each in _update(work, ward, step)]
    return [each for each in found if since <= each.at <= min(until, work.now)]


def _update(work: UnitOfWork, ward: Ward, step: Step) -> Iterator[Update]:
    """None for an act that changed nothing, for words that were taken back or that must not be told."""
    said = step.act in _SAID
    status = status_of(step.act, str(step.detail.get("after", "")), answered=step.answered, why=step.detail.get("why"))
    if status is None or step.text is None or (not said and step.detail.get("before") == step.detail.get("after")):
        return
    text = step.text if said and _harmless(step) else ""
    if status is Status.UNCHANGED and not text:
        return
    mark = work.seal.name("open311 update", str(step.id))[:24]
    yield Update(
        f"U-{mark}", step.public_key, status, step.at + TAKE_BACK if said else step.at,
        text or ward.words.say("vi", f"open311.update.{status.value.lower()}"),
        step.act == "case.answered" and _has_picture(work, step.public_key),
    )  # fmt: skip


def _harmless(step: Step) -> bool:
    """Whether these words may stand on the other program's public page: they were written to one resident."""
    return not names_person(step.text or "", persons=step.persons) and not state_secrets.stops(
        state_secrets.scan(step.text or "")
    )


def _has_picture(work: UnitOfWork, public_key: str) -> bool:
    try:
        return opened_list.get(work, public_key).after_picture is not None
    except NotFoundError:  # it is not released
        return False


def remark(
    work: UnitOfWork, ward: Ward, key: str, told: Remark, *, files: Sequence[Kept] = (), refused: Sequence[str] = ()
) -> str:
    """Keep what somebody said there about a case of this key, with its pictures, once; returns our number of it.

    `refused`: names of files that could not be kept. Raises CallError: 403; 404 for a case that did not come by this
    key; 429.
    """
    by = caller(work, key, lock=True)
    found = open311_updates.case_of(work, by.id, told.request)
    if found is None:
        raise CallError(Fault(404, "request"))
    case_id, code = found
    ref, said = f"update:{told.number}" if told.number else "", f"{case_id}\n{told.status}\n{told.text}"
    if (before := open311.known(work, by.id, ref=ref, said=said)) is not None:
        return before
    if open311.used(work, by.id) >= by.per_hour:
        raise CallError(Fault(429, "many", (("most", str(by.per_hour)),)), wait=600)
    entry_id = cases.append(work, case_id, text=_words(ward, by, told, refused=refused))
    for each in files:
        attachments.add_kept(work, each, kind=MediaKind.PHOTO.value, case_id=case_id, entry_id=entry_id)
    linked.want(work, told.media, case_id=case_id, entry_id=entry_id)
    ring(work, code, told.text, entry_id=entry_id)
    given = f"U{opened.draw()[1:]}"
    open311.record(work, by.id, ref=ref, said=said, public_key=given)
    return given


def _words(ward: Ward, by: Key, told: Remark, *, refused: Sequence[str]) -> str:
    def say(key: str, **values: str) -> str:
        return ward.words.say("vi", f"opened_desk.call.{key}", **values)

    return say(
        "remark", name=by.name, text=told.text, who=say("remark_who", who=told.who) if told.who else "",
        status=say("remark_status", status=told.status) if told.status else "",
        media="".join(say("media", url=each) for each in told.media)
        + "".join(say("media_bad", name=each) for each in refused),
    )  # fmt: skip
