"""What staff do with the records. Each act is one function, in one transaction, with its trail line.

A page or a command calls it and says who acts; nothing here knows a form. Nothing is answered from a proposal before
another person agrees to it. Each raises NotAllowedError for a role that may not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from civics.answers import portal
from civics.answers.records import MOST_ITEMS, MOST_TEXT, Record
from civics.cases.moves import Says
from civics.cases.petitions import PetitionKind
from civics.days.calendar import day_of
from civics.ward import roles
from civics.ward.why import SecondWhy
from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.text import head
from storage.answers import questions, records
from storage.cases import cases, finding
from storage.cases.entries import EntryView
from storage.database.unit import UnitOfWork
from storage.people import hands
from storage.ward.sight import Reader

RIGHT = "case.answer"
_NAME = 120  # letters of the name of a record that began as a question
_TYPED = (
    *("name", "who", "documents", "where", "time", "fee", "link"),
    *("basis", "source", "note", "expires", "begins", "words", "text"),
)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file came to: how many proposals, and the entries that were not taken."""

    proposed: int
    odd: tuple[portal.Odd, ...]


def propose(work: UnitOfWork, typed: Record, *, by: Reader, retires: bool = False) -> int:
    """Propose a record as somebody typed it, seen today; its other fields stay those of the live one.

    Gives the id of the version that waits. `retires`: once agreed, nothing is answered from the record any more.
    """
    _must(by)
    live = known(work).get(typed.key, Record(typed.key, ""))
    new = replace(live, **{name: getattr(typed, name) for name in _TYPED}, seen=day_of(work.now), example=False)
    return records.propose(work, new, by=by, retires=retires)


def known(work: UnitOfWork) -> dict[str, Record]:
    """The live records, with which a file is compared while it is read."""
    return {each.record.key: each.record for each in records.live(work)}


def bring(work: UnitOfWork, found: portal.Brought, *, by: Reader) -> Brought:
    """Propose what a file changes, one version per record."""
    _must(by)
    live = known(work)
    changes = portal.changes(found.records, live)
    for each in changes:
        kept = each.new if each.new.words or each.old is None else replace(each.new, words=each.old.words)
        records.propose(work, kept, by=by)
    return Brought(len(changes), found.odd)


def attach(work: UnitOfWork, question_id: int, key: str, *, by: Reader) -> int:
    """Propose that a record answers a question: the question becomes one of its everyday phrases.

    Gives the id of the version that waits; 0 when there is no such question.

    Raises NotFoundError when no live record has the key.
    """
    _must(by)
    found = known(work).get(key)
    if found is None:
        raise NotFoundError("Không có thủ tục này.")
    text = questions.attach(work, question_id, key)
    return records.propose(work, replace(found, words=(*found.words, text)[-MOST_ITEMS:]), by=by) if text else 0


def from_answer(work: UnitOfWork, code: str, entry_id: int, *, by: Reader) -> str:
    """Propose that what staff answered to a question becomes a record, which says it word for word; gives its key.

    The resident's question is its everyday phrase, without numbers. Whoever proposes it takes names out of it on its
    page. Raises NotFoundError for what is no answer to an open question, or is sealed.
    """
    _must(by)
    case = cases.view(work, finding.id_of(work, code, reader=by), reader=by)
    said = next((each.text for each in case.entries if each.id == entry_id and _is_answer(each)), "")
    if case.kind != PetitionKind.HOI or case.sealed or not said.strip():
        raise NotFoundError("Không có câu trả lời này.")
    question = questions.masked(case.text)
    mark = sha256(f"{case.code} {entry_id}".encode()).hexdigest()[:10]
    new = Record(
        f"x-hoi-{mark}", head(question.split("\n")[0], _NAME) or code, text=said[:MOST_TEXT], words=(question,),
        source="Phường trả lời bà con", seen=day_of(work.now),
    )  # fmt: skip
    records.propose(work, new, by=by)
    questions.settle(work, case.text, new.key)
    return new.key


def agree(work: UnitOfWork, version_id: int, *, by: Reader) -> None:
    """Answer from this version from now on.

    Raises ConflictError, SecondWhy: OWN for who proposed it, FRESH where one person may stand behind both accounts,
    GONE when it waits no more.
    """
    _must(by)
    proposer = records.waiting_one(work, version_id).proposed_by
    if proposer not in (None, by.staff_id):
        hands.check(work, proposer, by.staff_id)
    records.agree(work, version_id, by=by)


def agree_all(work: UnitOfWork, version_ids: Sequence[int], *, by: Reader) -> int:
    """Agree to several versions at once, as of one file; gives to how many. What waits no more is left out.

    Raises ConflictError, SecondWhy.OWN or FRESH.
    """
    agreed = 0
    for each in version_ids:
        try:
            agree(work, each, by=by)
        except ConflictError as error:
            if error.why is not SecondWhy.GONE:
                raise
        else:
            agreed += 1
    return agreed


def refuse(work: UnitOfWork, version_id: int, *, by: Reader) -> None:
    """Let a version go. Whoever proposed it may do so too. Raises ConflictError, GONE."""
    _must(by)
    records.refuse(work, version_id, by=by)


def _is_answer(entry: EntryView) -> bool:
    return entry.kind == Says.ANSWER and entry.taken_back_at is None


def _must(by: Reader) -> None:
    if not roles.may(by.role, RIGHT):
        raise NotAllowedError(f"a {by.role} may not {RIGHT}")
