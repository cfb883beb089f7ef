"""The release of a case to the public page: staff release it, change what is shown, take it back.

The words are staff's own or checked by them (`civics.cases.opening.clean`). A case is released when its resident agreed
(`consenting`), or when the ward releases cases of its topic by itself. Each act has its line in the trail, which never
has the words.
"""

from dataclasses import replace

from civics.cases.opening import OpenWhy, Told, clean, may_open
from core.errors import ConflictError
from handlers.cases import consenting
from handlers.cases.desk import Act
from storage.cases import acts, opened
from storage.cases.opened import Opened
from storage.cases.views import CaseView
from storage.database.unit import UnitOfWork
from storage.ward import audit, ward

TOPICS, LICENCE, CONTACT = "opened.topics", "opened.licence", "opened.contact"  # run-time settings
TILES, TILES_CREDIT = "opened.tiles", "opened.tiles_credit"  # a server of map tiles, and the line that it asks for
CONSENT, TOPIC = "consent", "topic"


def topics(work: UnitOfWork) -> tuple[str, ...]:
    """The topics whose cases officers may release without the resident's consent."""
    found = ward.setting(work, TOPICS)
    return tuple(str(each) for each in found) if isinstance(found, list) else ()


def ground(work: UnitOfWork, case: CaseView, known: Opened | None) -> str:
    """On which ground the case may be released now: consent, topic, or none."""
    names = case.names_staff_id is not None or case.names_unit_id is not None
    if not may_open(case.kind, sealed=case.sealed, emergency=case.emergency, names=names):
        return ""
    if known is not None and known.agreed_at is not None:
        return CONSENT
    refused = known is not None and known.refused_at is not None
    return TOPIC if case.topic in topics(work) and not refused else ""


def release(act: Act, told: Told) -> None:
    """Show the case, or show it with other words.

    Raises ConflictError with an OpenWhy, NotFoundError, NotAllowedError (an observer).
    """
    acts.acting(act.work, act.case_id, by=act.by, version=act.version)
    case, known = act.case, opened.of_case(act.work, act.case_id)
    why = ground(act.work, case, known)
    if not why:
        opened.key_for(act.work, act.case_id)  # raises KIND for a case that is never shown
        raise ConflictError("Its resident did not agree.", why=OpenWhy.CONSENT)
    shown = clean(replace(told, point=case.point), persons=(case.name, case.phone))
    was = opened.put(act.work, act.case_id, shown, ground=why, by=act.by.staff_id)
    if why == TOPIC and was.released_at is None:
        consenting.tell(act.work, act.ward, act.case_id)
    _note(act, "case.opened" if was.released_at is None else "case.opened_changed", ground=why)


def take_back(act: Act) -> None:
    """Take the case from the public page. Nothing happens when it is not there."""
    acts.acting(act.work, act.case_id, by=act.by, version=None)
    known = opened.of_case(act.work, act.case_id)
    if known is not None and known.released_at is not None:
        opened.withdraw(act.work, act.case_id)
        _note(act, "case.opened_back")


def _note(act: Act, what: str, **detail: str) -> None:
    audit.record(act.work, what, actor=act.by.actor, staff_id=act.by.staff_id, case_id=act.case_id, **detail)
