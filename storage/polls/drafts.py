"""The texts of a consultation: all versions with their fingerprints, and the articles of the valid one."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from civics.polls.clauses import clauses
from civics.polls.draft import Article, Chapter, Draft, draft_text, fingerprint, heading
from civics.polls.rules import CountedBy, PollKind, PollState, Secrecy
from civics.polls.why import DraftWhy
from core.errors import ConflictError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.polls.polls import Poll, get
from storage.tables.people import staff
from storage.tables.polls import poll_articles, poll_versions, polls
from storage.ward import audit

GIVEN, BACK = "given", "back"
MOST_VERSIONS = 500


@dataclass(frozen=True, slots=True)
class Version:
    """One text that the draft had. `act`: given, merge, split, correct, back."""

    number: int
    act: str
    fingerprint: str
    by: str
    at: datetime


def add(work: UnitOfWork, title: str, *, draft: Draft, source: str, staff_id: int) -> str:
    """Store a parsed draft as its first version; returns the poll's key. The set-up comes later; until then it is
    informal.

    Raises ConflictError without a title.
    """
    if not title:
        raise ConflictError("A consultation needs a title.")
    key = secrets.token_hex(4)
    poll_id = work.conn.execute(
        insert(polls)
        .values(
            key=key, title=title, version=0, fingerprint="", kind=PollKind.INFORMAL.value,
            counted_by=CountedBy.PERSON.value, secrecy=Secrecy.SECRET.value, units=[], recorded={}, staff_id=staff_id,
            created_at=work.now,
        )
        .returning(polls.c.id)
    ).scalar_one()  # fmt: skip
    _put(work, poll_id, draft, number=1, act=GIVEN, source=source, staff_id=staff_id)
    audit.record(work, "poll.added", actor=audit.STAFF, staff_id=staff_id, poll=key)
    return key


def give(work: UnitOfWork, key: str, *, draft: Draft, source: str, staff_id: int) -> None:
    """Replace the text by another. Raises ConflictError once the poll is open."""
    poll = _locked(work, key)
    _put(work, poll.id, draft, number=poll.version + 1, act=GIVEN, source=source, staff_id=staff_id)


def edit(
    work: UnitOfWork, key: str, change: Callable[[Draft], Draft], *, act: str, version: int, staff_id: int
) -> None:
    """Make a new version of the draft by a change to its text.

    Raises ConflictError when it is open or the change was made for another `version`, and what `change` raises.
    """
    poll = _locked(work, key)
    if poll.version != version:
        raise ConflictError(DraftWhy.STALE)
    draft = change(current(work, poll.id, poll.version))
    _put(work, poll.id, draft, number=poll.version + 1, act=act, source="", staff_id=staff_id)


def note(work: UnitOfWork, key: str, change: Callable[[Draft], Draft]) -> None:
    """Change what is not part of the text (plain words, asked or not); the version stays. Raises ConflictError."""
    poll = _locked(work, key)
    draft = change(current(work, poll.id, poll.version))
    here = poll_versions.c.poll_id == poll.id, poll_versions.c.number == poll.version
    work.conn.execute(update(poll_versions).where(*here).values(draft=_written(draft)))
    _put_articles(work, poll.id, draft)


def back_to(work: UnitOfWork, key: str, number: int, *, staff_id: int) -> None:
    """Make an earlier version the newest one again. Raises ConflictError, NotFoundError."""
    poll = _locked(work, key)
    draft = current(work, poll.id, number)
    _put(work, poll.id, draft, number=poll.version + 1, act=BACK, source=source_of(work, poll.id, number),
         staff_id=staff_id)  # fmt: skip


def drop(work: UnitOfWork, key: str, *, staff_id: int) -> None:
    """Drop a draft that was never opened. Raises ConflictError."""
    poll = _locked(work, key)
    work.conn.execute(update(polls).where(polls.c.id == poll.id).values(state=PollState.DROPPED.value))
    audit.record(work, "poll.dropped", actor=audit.STAFF, staff_id=staff_id, poll=key)


def current(work: UnitOfWork, poll_id: int, number: int) -> Draft:
    """The draft of a version. Raises NotFoundError."""
    here = poll_versions.c.poll_id == poll_id, poll_versions.c.number == number
    kept = work.conn.execute(select(poll_versions.c.draft).where(*here)).scalar()
    if kept is None:
        raise NotFoundError("no such version")
    return _read(kept)


def source_of(work: UnitOfWork, poll_id: int, number: int) -> str:
    """The source text from which that version was made."""
    here = poll_versions.c.poll_id == poll_id, poll_versions.c.number <= number, poll_versions.c.source != ""
    rows = select(poll_versions.c.source).where(*here).order_by(poll_versions.c.number.desc()).limit(1)
    return str(work.conn.execute(rows).scalar() or "")


def versions(work: UnitOfWork, poll_id: int) -> list[Version]:
    """All versions, the newest first."""
    rows = work.conn.execute(
        select(
            poll_versions.c.number, poll_versions.c.act, poll_versions.c.fingerprint, staff.c.name, poll_versions.c.at
        )
        .join(staff, staff.c.id == poll_versions.c.staff_id)
        .where(poll_versions.c.poll_id == poll_id)
        .order_by(poll_versions.c.number.desc())
    )
    return [Version(*row) for row in rows]


def _locked(work: UnitOfWork, key: str) -> Poll:
    """The poll, if its text may still change. The lock stops a second edit at the same time."""
    work.conn.execute(select(polls.c.id).where(polls.c.key == key).with_for_update())
    poll = get(work, key)
    if poll.state is not PollState.DRAFT:
        raise ConflictError(DraftWhy.FROZEN)
    return poll


def _put(work: UnitOfWork, poll_id: int, draft: Draft, *, number: int, act: str, source: str, staff_id: int) -> None:
    held = select(func.count()).select_from(poll_versions).where(poll_versions.c.poll_id == poll_id)
    if work.conn.execute(held).scalar_one() >= MOST_VERSIONS:
        raise ConflictError(DraftWhy.TOO_MANY_VERSIONS)
    mark = fingerprint(draft_text(draft))
    work.conn.execute(
        insert(poll_versions).values(
            poll_id=poll_id, number=number, act=act, fingerprint=mark, draft=_written(draft), source=source,
            staff_id=staff_id, at=work.now,
        )
    )  # fmt: skip
    work.conn.execute(update(polls).where(polls.c.id == poll_id).values(version=number, fingerprint=mark))
    _put_articles(work, poll_id, draft)


def _put_articles(work: UnitOfWork, poll_id: int, draft: Draft) -> None:
    work.conn.execute(delete(poll_articles).where(poll_articles.c.poll_id == poll_id))
    rows = [
        {"poll_id": poll_id, "place": place, "code": each.id, "title": heading(each), "text": each.text,
         "plain": each.plain, "asked": each.asked}
        for place, each in enumerate(draft.articles, 1)
    ]  # fmt: skip
    work.conn.execute(insert(poll_articles), rows)


def _written(draft: Draft) -> str:
    kept = asdict(draft)
    for each in kept["articles"]:
        del each["clauses"]  # parsed from the text again
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _read(kept: str) -> Draft:
    found = json.loads(kept)
    found["chapters"] = tuple(Chapter(**each) for each in found["chapters"])
    found["articles"] = tuple(Article(**each, clauses=clauses(each["text"])) for each in found["articles"])
    found["notes"] = tuple((name, about) for name, about in found["notes"])
    found["converted"] = tuple((was, now) for was, now in found.get("converted", ()))
    return Draft(**found)
