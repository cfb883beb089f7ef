"""Updates of Open311 in both directions: what the ward did with the cases of a key, and what people said there since.

A key reads only the cases that came by it. Somebody's "it is fixed" there is a remark: it changes no state here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from civics.bulletins import state_secrets
from civics.cases.opening import names_person
from civics.open311 import LONGEST, CallError, Fault, Fields, Status, status_of
from core.errors import NotFoundError
from handlers.cases.open311 import caller
from handlers.replies.ward import Ward
from storage.cases import cases, open311, open311_updates, opened, opened_list
from storage.cases.answers import TAKE_BACK
from storage.cases.open311_updates import Step
from storage.database.unit import UnitOfWork

_SAID = frozenset({"case.word", "case.asked", "case.answered"})
_LONGEST_NUMBER = 50


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


def remark(work: UnitOfWork, ward: Ward, key: str, fields: Fields) -> str:
    """Keep what somebody said there about a case of this key, once; returns our number of it.

    Raises CallError: 403; 404 for a case that did not come by this key; 400; 429.
    """
    by = caller(work, key, lock=True)
    number, text = fields.one("update_id")[:_LONGEST_NUMBER], fields.one("description").replace("\r\n", "\n")
    status = fields.one("status").upper().replace(" ", "_")
    if len(text) > LONGEST:
        raise CallError(Fault(400, "long", (("most", str(LONGEST)),)))
    case_id = open311_updates.case_of(work, by.id, fields.one("service_request_id"))
    if case_id is None:
        raise CallError(Fault(404, "request"))
    ref, said = f"update:{number}" if number else "", f"{case_id}\n{status}\n{text}"
    if (before := open311.known(work, by.id, ref=ref, said=said)) is not None:
        return before
    if open311.used(work, by.id) >= by.per_hour:
        raise CallError(Fault(429, "many", (("most", str(by.per_hour)),)), wait=600)
    note = ward.words.say(
        "vi", "opened_desk.call.remark", name=by.name, text=text,
        status=ward.words.say("vi", "opened_desk.call.remark_status", status=status[:40]) if status else "",
    )  # fmt: skip
    cases.append(work, case_id, text=note)
    given = f"U{opened.draw()[1:]}"
    open311.record(work, by.id, ref=ref, said=said, public_key=given)
    return given
