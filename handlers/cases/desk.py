"""What staff do with one case. Each act is one function, in one transaction, with its trail line and its notice.

A page, a command or a timer calls it and says who acts; nothing here knows a form. Each raises NotFoundError when the
reader may not know of the case, NotAllowedError when they may not do it, ConflictError when the case no longer allows
it or, with a `Why`, when something is missing. How staff sort a case is in `sorting`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Self, TypedDict, Unpack

from civics.cases import answering
from civics.cases.moves import BRINGS, CaseState, DropWhy, Says, Why
from civics.ward import roles
from core.clock import VIETNAM
from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.text import normal
from handlers.cases import guarded, mentions, notices, proving
from handlers.cases.proving import Proof
from handlers.replies.ward import Ward
from storage.cases import acts, answers, cases, entries, finding, later
from storage.cases.views import CaseView
from storage.database.unit import UnitOfWork
from storage.media.file_rows import Kept
from storage.messages import chats
from storage.people import move_codes
from storage.ward.sight import Reader

_MORNING = time(7)  # the hour at which a case comes back that was put aside until a day
_ASKED = timedelta(days=3)  # for so long the next words in the chat answer a question


class How(TypedDict, total=False):
    """How something is said, beside its words. See `say`."""

    files: Sequence[Kept]
    group_ok: bool
    paid: bool
    at_once: bool
    proof: Proof


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts on which case, in which transaction. `version`: of the case as their page showed it (None: no check)."""

    work: UnitOfWork
    ward: Ward
    case_id: int
    by: Reader
    version: int | None = None

    @classmethod
    def on(cls, work: UnitOfWork, ward: Ward, code: str, *, by: Reader, version: int | None = None) -> Self:
        """On the case with this code. Raises NotFoundError when there is none that the reader may know of."""
        return cls(work, ward, finding.id_of(work, code, reader=by), by, version)

    @property
    def case(self) -> CaseView:
        """The case as the person who acts sees it."""
        return cases.view(self.work, self.case_id, reader=self.by)


_TELLS: Mapping[str, Callable[[UnitOfWork, Ward, int], None]] = MappingProxyType(
    {
        CaseState.TAKEN: notices.taken,
        CaseState.FORWARDED: notices.forwarded,
    }
)  # the states of which the resident is told when staff bring the case into them


def take(act: Act) -> None:
    """Take the case. The resident hears that somebody works on it."""
    acts.take(act.work, act.case_id, by=act.by, version=act.version)
    _tell(act, CaseState.TAKEN)


def assign(act: Act, *, officer_id: int | None) -> None:
    """Give the case to an officer, or to nobody. Raises NotAllowedError when that officer may not read it."""
    acts.assign(act.work, act.case_id, officer_id=officer_id, by=act.by, version=act.version)


def move(act: Act, *, to: str, forwarded_to: str = "") -> None:
    """Move the case along the table of moves: `closed`, `reopened` (open again), or `forwarded` to another body.

    Raises ConflictError: FORWARD_WHERE; SAY_WHAT for a state that only words bring about; or if there is no such move.
    """
    if to in BRINGS.values():
        raise ConflictError("Words bring a case into that state.", why=Why.SAY_WHAT)
    where = forwarded_to.strip()[:200]
    if to == CaseState.FORWARDED and not where:
        raise ConflictError("A case is forwarded to a body; say which.", why=Why.FORWARD_WHERE)
    acts.move(act.work, act.case_id, to=to, by=act.by, version=act.version, forwarded_to=where)
    _tell(act, to)


def body_answered(act: Act, *, text: str) -> None:
    """Record the answer of the body to which the case was forwarded, as an internal note. The resident hears nothing.

    Raises ConflictError: EMPTY, or when the case is not forwarded.
    """
    written = answering.written(text)
    if not written:
        raise ConflictError("Write what the body has answered.", why=Why.EMPTY)
    acts.forwarded_answered(act.work, act.case_id, by=act.by, version=act.version)
    acts.note(act.work, act.case_id, text=written, by=act.by)


def drop(act: Act, *, why: DropWhy, of: str = "") -> None:
    """Drop the case. Its sender hears nothing of spam; the resident of a duplicate is told the other code (`of`).

    Raises ConflictError: WHICH_MASTER.
    """
    master = _other(act, of) if why is DropWhy.DUPLICATE else None
    acts.move(act.work, act.case_id, to=CaseState.DROPPED, by=act.by, version=act.version, why=why)
    if master is not None:
        notices.duplicate(act.work, act.ward, act.case_id, of=master)


def snooze(act: Act, *, until: date | None) -> None:
    """Put the case aside until the morning of that day in Viet Nam, or until a word of its resident. None ends that.

    Raises ConflictError: WHEN for a day that is not in the future, or is more than 120 days away.
    """
    morning = None if until is None else datetime.combine(until, _MORNING, tzinfo=VIETNAM)
    acts.snooze(act.work, act.case_id, until=morning, by=act.by, version=act.version)


def word(act: Act, *, text: str, **how: Unpack[How]) -> tuple[int, bool]:
    """Send an interim word. The case and its clock stay as they are, and no follow-up question is sent. See `say`."""
    return say(act, Says.WORD, text=text, **how)


def ask(act: Act, *, text: str, **how: Unpack[How]) -> tuple[int, bool]:
    """Ask the resident a question. The case waits for their words and comes back with them. See `say`."""
    return say(act, Says.ASK, text=text, **how)


def answer(act: Act, *, text: str, **how: Unpack[How]) -> tuple[int, bool]:
    """Send the result. A question whether it is done follows, and only here. See `say`."""
    return say(act, Says.ANSWER, text=text, **how)


def say(
    act: Act,
    verb: Says,
    *,
    text: str,
    files: Sequence[Kept] = (),
    group_ok: bool = False,
    paid: bool = False,
    at_once: bool = False,
    proof: Proof = Proof(),  # noqa: B008  # frozen
) -> tuple[int, bool]:
    """Say it to the resident. It leaves after a minute (with `at_once` now), and can be taken back until then.

    `group_ok`: the officer knows that a whole group will read it. `paid`: it may cost the ward money. Gives the id of
    the entry, and whether it goes to a chat (if not, somebody must call or write). Raises ConflictError: EMPTY,
    MANY_FILES, GROUP_OK, PROOF, LEADER (`handlers.cases.approving.ask` lets it wait for one).
    """
    case, written = act.case, answering.written(text)
    answering.check(written, len(files), group=case.in_group and not group_ok)
    guarded.check(act.work, verb, case, by=act.by)
    asks = verb is Says.ASK and case.chat_id is not None and bool(case.channel)
    framed = proving.frame(act.work, act.ward, case, verb=verb, text=written, files=files, given=proof)
    entry_id = answers.say(
        act.work, act.case_id, verb=verb, text=written, by=act.by, files=framed.files, beside=framed.beside,
        version=act.version, paid=paid, says=framed.says, text_limit=act.ward.shows_of(case.channel).text_limit,
        second_thoughts=timedelta(0) if at_once else answers.TAKE_BACK,
    )  # fmt: skip
    note(act, text=framed.note)
    if verb is Says.ANSWER and case.channel:
        notices.answered(act.work, act.ward, act.case_id, entry_id=entry_id)
    if asks and not case.in_group and not case.sealed and case.chat_id is not None:
        chats.open_case(act.work, case.chat_id, act.case_id, span=_ASKED)
    return entry_id, bool(case.channel)


def say_later(
    act: Act,
    verb: Says,
    *,
    text: str,
    at: datetime,
    files: int = 0,
    group_ok: bool = False,
    paid: bool = False,
    proof: Proof = Proof(),  # noqa: B008  # frozen
) -> int:
    """The same at a chosen hour (UTC). Until then the case stays as it is. Gives the id with which it can be stopped.

    Raises ConflictError: EMPTY, GROUP_OK, NO_FILES_LATER, WHEN, SEALED, PROOF, LEADER.
    """
    written = answering.written(text)
    guarded.check(act.work, verb, act.case, by=act.by)
    answering.check(written, files, group=act.case.in_group and not group_ok)
    if files:
        raise ConflictError("What is sent later takes no files.", why=Why.NO_FILES_LATER)
    framed = proving.frame(act.work, act.ward, act.case, verb=verb, text=written, given=proof)
    made = later.add(
        act.work, act.case_id, verb=verb, text=written, send_at=at, by=act.by, version=act.version, paid=paid
    )
    note(act, text=framed.note)
    return made


def stop(act: Act, *, send_id: int) -> str:
    """Stop a message that waits for its hour; gives its text. Raises ConflictError: TOO_LATE."""
    return later.stop(act.work, act.case_id, send_id, by=act.by)


def take_back(act: Act, *, entry_id: int) -> str:
    """Take back an answer of this case within its minute; gives its text. Raises ConflictError: TOO_LATE."""
    text = _answer_text(act, entry_id)
    answers.take_back(act.work, entry_id, by=act.by)
    return text


def again(act: Act, *, entry_id: int) -> None:
    """Send again an answer of this case that did not arrive. Raises ConflictError when it is already being sent."""
    _answer_text(act, entry_id)
    _must(act, "case.answer")
    if not entries.again(act.work, entry_id):
        raise ConflictError("It is under way already.")


def note(act: Act, *, text: str) -> int | None:
    """Add an internal note that the resident never sees; "@hoa" in it tells that colleague. Gives the id of its entry,
    or None for an empty note.

    It needs no version: two notes never contradict each other.
    """
    written = answering.written(text)
    return mentions.note(act.work, act.ward, act.case_id, text=written, by=act.by) if written else None


def block(act: Act, *, why: str) -> None:
    """Block the case's resident as a spammer, who is not answered any more. Raises ConflictError: BLOCK_WHY."""
    reason = normal(why).strip()[:500]
    if not reason:
        raise ConflictError("Somebody is blocked for a reason; write it.", why=Why.BLOCK_WHY)
    acts.block_resident(act.work, _resident(act), why=reason, by=act.by)


def unblock(act: Act) -> None:
    """Unblock the case's resident."""
    acts.unblock_resident(act.work, _resident(act), by=act.by)


def move_code(act: Act, *, checked: bool) -> str:
    """Make a code that moves the resident's things to their new chat. It is shown once and kept as a digest.

    `checked`: the officer saw the person's papers. Raises ConflictError: CHECK_FIRST; NotFoundError for a case of a
    group, a sealed one, or one without a resident.
    """
    _must(act, "person.move")
    if not checked:
        raise ConflictError("Look at the person's papers first.", why=Why.CHECK_FIRST)
    case = act.case
    if case.sealed or case.in_group:
        raise NotFoundError("Such a case does not move.")
    return move_codes.make(act.work, _resident(act), by=act.by, case_id=act.case_id)


def _other(act: Act, code: str) -> str:
    """The code of another case of the same matter. Raises ConflictError: WHICH_MASTER."""
    try:
        other = cases.view(act.work, finding.id_of(act.work, code, reader=act.by), reader=act.by)
    except NotFoundError as error:
        raise ConflictError("There is no case of that code.", why=Why.WHICH_MASTER) from error
    if other.id == act.case_id or other.sealed or act.case.sealed or other.state == CaseState.DROPPED:
        raise ConflictError("That case cannot be the other one.", why=Why.WHICH_MASTER)
    return other.code


def _tell(act: Act, state: str) -> None:
    if state in _TELLS:
        _TELLS[state](act.work, act.ward, act.case_id)


def _must(act: Act, right: str) -> None:
    if not roles.may(act.by.role, right):
        raise NotAllowedError(f"a {act.by.role} may not {right}")


def _answer_text(act: Act, entry_id: int) -> str:
    """The text of an answer of this case. Raises NotFoundError for an entry of another case."""
    for entry in act.case.entries:
        if entry.id == entry_id and entry.kind in entries.OURS:
            return entry.text
    raise NotFoundError("There is no such answer in this case.")


def _resident(act: Act) -> int:
    found = act.case.resident_id
    if found is None:
        raise NotFoundError("This case has no resident.")
    return found
