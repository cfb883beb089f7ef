"""Cases that other programs file by Open311, and the keys by which they do. They go into the same intake as all others.

What the other program says of a person is its own statement: it is stored with the case, tells nobody else anything,
and ties the case to no resident.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from civics.cases import emergencies
from civics.cases.petitions import PetitionKind
from civics.days import saying
from civics.hearing.urgency import urgency
from civics.open311 import CallError, Fault, Report
from core.message import MediaKind
from handlers.replies.ward import Ward
from storage.cases import cases, duty, entries, open311, opened
from storage.cases.cases import Filing
from storage.cases.open311 import Key
from storage.database.unit import UnitOfWork
from storage.media import attachments, linked
from storage.media.file_rows import Kept
from storage.ward import alerts, audit, boundaries

ORIGIN = "open311"
_LEAST_BYTES = 20  # of a key


@dataclass(frozen=True, slots=True)
class Given:
    """What a call gets back: the public id and a sentence about the date."""

    public_key: str
    notice: str


def digest_of(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(b"open311 " + key.encode()).hexdigest()


def make_key(work: UnitOfWork, *, name: str, per_hour: int, by: int) -> str:
    """A new key, which is told only now."""
    key = secrets.token_hex(_LEAST_BYTES)
    made = open311.add(work, digest_of(key), name=name, per_hour=per_hour, by=by)
    audit.record(work, "open311.key_made", actor=audit.STAFF, staff_id=by, key=made)
    return key


def revoke_key(work: UnitOfWork, key_id: int, *, by: int) -> None:
    """End a key. Cases that came by it stay."""
    if open311.revoke(work, key_id):
        audit.record(work, "open311.key_revoked", actor=audit.STAFF, staff_id=by, key=key_id)


def caller(work: UnitOfWork, key: str, *, lock: bool = False) -> Key:
    """Whose key it is. Raises CallError: no key, a wrong or revoked one (403)."""
    if not key:
        raise CallError(Fault(403, "no_key"))
    found = open311.by_digest(work, digest_of(key), lock=lock)
    if found is None:
        raise CallError(Fault(403, "wrong_key"))
    return found


def check_place(work: UnitOfWork, ward: Ward, report: Report) -> None:
    """Raises CallError for a point outside the ward. Without boundaries, every point is taken."""
    if report.point is not None and not boundaries.near(work, report.point):
        raise CallError(Fault(400, "outside", (("ward", ward.settings.ward_name),)))


def file(
    work: UnitOfWork, ward: Ward, key: str, report: Report, *, files: Sequence[Kept] = (), refused: Sequence[str] = ()
) -> Given:
    """File the report once, however often it comes. `refused`: names of files that could not be kept.

    Raises CallError: 403; 429 when the key has filed its hour's number.
    """
    by = caller(work, key, lock=True)
    point = f"{report.point.lat:.6f},{report.point.lon:.6f}" if report.point else report.address
    said = f"{report.service}\n{point}\n{report.text}"
    before = open311.known(work, by.id, ref=report.ref, said=said)
    if before is not None:
        return Given(before, ward.words.say("vi", "opened_desk.call.notice_plain"))
    if open311.used(work, by.id) >= by.per_hour:
        raise CallError(Fault(429, "many", (("most", str(by.per_hour)),)), wait=600)
    danger = urgency(report.text)
    filed = cases.file(
        work,
        Filing(
            kind=PetitionKind.PHAN_ANH.value, text=report.text, topic=report.service.value, origin=ORIGIN,
            name=report.name, phone=report.phone, place=report.address, point=report.point,
            unit_id=boundaries.unit_at(work, report.point), urgent=bool(danger.level),
            emergency=",".join(sorted(each.value for each in danger.kinds)),
        ),
        prefix=ward.settings.case_prefix,
    )  # fmt: skip
    for each in files:
        attachments.add_kept(work, each, kind=MediaKind.PHOTO.value, case_id=filed.case_id)
    linked.want(work, report.media, case_id=filed.case_id)
    entries.add(
        work, filed.case_id, kind=entries.NOTE, text=_note(ward, by, report, refused=refused), sealed=False
    )  # fmt: skip
    public_key = opened.key_of_caller(work, filed.case_id)
    open311.record(work, by.id, ref=report.ref, said=said, public_key=public_key)
    ring(work, filed.code, report.text)
    audit.record(work, "case.open311", actor=audit.SYSTEM, case_id=filed.case_id, key=by.id)
    return Given(public_key, _notice(ward, filed.promised_at, work.now))


def ring(work: UnitOfWork, code: str, text: str, *, entry_id: int = 0) -> None:
    """Alert the officer on duty where the words tell of a danger, as those of a chat do. The timer rings."""
    kinds = emergencies.at_home(urgency(text).kinds, text)
    if kinds:
        alerts.sound(
            work, duty.EMERGENCY, detail=f"case {code}: {', '.join(sorted(kinds))}",
            unique_key=f"emergency:{code}:{entry_id}",
        )  # fmt: skip


def _notice(ward: Ward, at: datetime | None, now: datetime) -> str:
    if at is None:
        return ward.words.say("vi", "opened_desk.call.notice_plain")
    return ward.words.say("vi", "opened_desk.call.notice", when=saying.say_moment(ward.words, "vi", at, now))


def _note(ward: Ward, by: Key, report: Report, *, refused: Sequence[str]) -> str:
    def say(key: str, **values: str) -> str:
        return ward.words.say("vi", f"opened_desk.call.{key}", **values)

    return say(
        "note", name=by.name, ref=say("ref", ref=report.ref) if report.ref else "",
        address=say("address", address=report.address) if report.address else "",
        mail=say("mail", mail=report.email) if report.email else "",
        rest="".join(say("rest", code=code, value=value) for code, value in report.rest),
        media="".join(say("media", url=each) for each in report.media)
        + "".join(say("media_bad", name=each) for each in refused),
    )  # fmt: skip
