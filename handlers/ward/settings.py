"""The settings that an admin changes for the ward. Each act is one function; it writes a trail line if it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.message import Json
from storage.database.unit import UnitOfWork
from storage.media import canned_files
from storage.media.file_rows import Kept
from storage.messages import inbox
from storage.ward import alerts, audit, bodies, days, ward
from storage.ward.days import What

Files = tuple[Sequence[Kept], Sequence[int]]  # what is added, and the ids of what is removed


@dataclass(frozen=True, slots=True)
class Canned:
    """A prepared answer as it was typed; `verb` is one of `Says`, `topic` blank for all."""

    short: str
    title: str
    text: str
    verb: str
    topic: str


def save(work: UnitOfWork, values: Mapping[str, Json], *, by: int) -> None:
    """Set these run-time settings. The trail says which changed."""
    changed = ward.put_settings(work, dict(values))
    if changed:
        audit.record(work, "settings.changed", actor=audit.STAFF, staff_id=by, keys=list(changed))


def save_alarms(work: UnitOfWork, values: Mapping[str, Json], *, usual: Mapping[str, Json], by: int) -> None:
    """Set the limits of alerts. The trail has both values, because an alert that never comes would help an insider."""
    before = {key: ward.setting(work, key, usual[key]) for key in values}
    changed = [key for key in values if before[key] != values[key]]
    ward.put_settings(work, {key: values[key] for key in changed})
    if changed:
        audit.record(
            work, "settings.changed", actor=audit.STAFF, staff_id=by, keys=list[Json](changed),
            before={key: before[key] for key in changed}, after={key: values[key] for key in changed},
        )  # fmt: skip


def save_promises(work: UnitOfWork, chosen: Mapping[str, int], *, by: int) -> None:
    """Set the number of days within which the ward promises a result. The trail has the old and the new values."""
    before = ward.promises(work)
    if before == dict(chosen):
        return
    ward.put_settings(work, {"promises": dict(chosen)})
    changed = sorted(key for key in before.keys() | chosen.keys() if before.get(key) != chosen.get(key))
    audit.record(
        work, "promises.changed", actor=audit.STAFF, staff_id=by,
        before={key: before.get(key) for key in changed}, after={key: chosen.get(key) for key in changed},
    )  # fmt: skip


def save_days(work: UnitOfWork, chosen: Sequence[date], what: What, *, source: str, seen: int, by: int) -> bool:
    """Set days off or working days. Cases that were filed before keep their dates.

    `seen`: the revision of the days for which the admin saw the effects. False, without a change, if it is not current.
    """
    if days.revision(work) != seen:
        return False
    days.put(work, chosen, what, source=source, by=by)
    audit.record(
        work, "days.changed", actor=audit.STAFF, staff_id=by, what=what.value, source=source,
        days=[day.isoformat() for day in chosen],
    )  # fmt: skip
    return True


def write_canned(
    work: UnitOfWork, known: int | None, words: Canned, *, by: int, own: bool = False, files: Files = ((), ())
) -> None:
    """Store a prepared answer (`known`: the id of an existing one) with its files; `own`: for this member alone.

    Raises ConflictError for a short name in use, RefusedFileError for too many files.
    """
    made = ward.put_canned(
        work, known, short=words.short, title=words.title, text=words.text, verb=words.verb, topic=words.topic,
        own_of=by if own else None,
    )  # fmt: skip
    canned_files.change(work, made, add=files[0], drop=files[1])
    if not own:  # what one person keeps for themselves changes nothing for the ward
        audit.record(work, "canned.written", actor=audit.STAFF, staff_id=by, canned=made)


def drop_canned(work: UnitOfWork, canned_id: int, *, by: int) -> None:
    """Remove a prepared answer."""
    ward.drop_canned(work, canned_id)
    audit.record(work, "canned.dropped", actor=audit.STAFF, staff_id=by, canned=canned_id)


def write_body(work: UnitOfWork, known: int | None, *, name: str, phone: str, about: str, by: int) -> None:
    """Write a body to which cases are forwarded, new or known. ConflictError for a name that is taken."""
    made = bodies.put(work, known, name=name, phone=phone, about=about)
    audit.record(work, "body.written", actor=audit.STAFF, staff_id=by, body=made)


def drop_body(work: UnitOfWork, body_id: int, *, by: int) -> None:
    """Take a body out of the book. Cases that went there keep its name."""
    bodies.drop(work, body_id)
    audit.record(work, "body.dropped", actor=audit.STAFF, staff_id=by, body=body_id)


def add_unit(work: UnitOfWork, code: str, *, kind: str, name: str, aliases: Sequence[str], by: int) -> None:
    """Add a group or hamlet. Raises ConflictError for a code in use."""
    made = ward.add_unit(work, code, kind=kind, name=name, aliases=tuple(aliases))
    audit.record(work, "unit.added", actor=audit.STAFF, staff_id=by, unit=made)


def handle_after_all(work: UnitOfWork, alert_id: int, *, by: int) -> None:
    """Let the messages of this alert that were set aside be handled, and mark the alert as seen."""
    count = inbox.handle_after_all(work, alerts.key_of(work, alert_id))
    alerts.see(work, alert_id, staff_id=by, only=alert_id)
    audit.record(work, "inbox.again", actor=audit.STAFF, staff_id=by, count=count)
