"""What staff do with one case: each act is one function, in one transaction, with its trail line and its notice.

A page, a command or a timer calls it with who acts; nothing here knows a form. Each raises NotFoundError for what the
reader may not know of, NotAllowedError for who may not, ConflictError when the case no longer allows it or, with a
`Why`, when something is missing. What staff sort a case by is in `sorting`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from civics.cases import answering
from civics.cases.moves import CaseState, Why
from civics.ward import roles
from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.text import normal
from handlers.cases import notices
from handlers.replies.ward import Ward
from storage.across.seconds import waiting
from storage.across.seconds.kinds import FILE_DESTROY
from storage.cases import acts, answers, cases, entries, finding
from storage.cases.views import CaseView
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.media.file_rows import Kept
from storage.people import move_codes
from storage.ward.sight import Reader


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts on which case, in which transaction; `version`: of the case as their page showed it (none: no check)."""

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
        """The case as whoever acts sees it."""
        return cases.view(self.work, self.case_id, reader=self.by)


_TELLS: Mapping[str, Callable[[UnitOfWork, Ward, int], None]] = MappingProxyType(
    {
        CaseState.TAKEN: notices.taken,
        CaseState.FORWARDED: notices.forwarded,
        CaseState.WAITING: notices.waiting,
    }
)  # what the resident hears of a state that staff bring the case into; of the others they hear nothing


def take(act: Act) -> None:
    """The case is theirs, and the resident hears that somebody works on it."""
    acts.take(act.work, act.case_id, by=act.by, version=act.version)
    _tell(act, CaseState.TAKEN)


def assign(act: Act, *, officer_id: int | None) -> None:
    """Give it to somebody, or to nobody. NotAllowedError when that person may not read it."""
    acts.assign(act.work, act.case_id, officer_id=officer_id, by=act.by, version=act.version)


def move(act: Act, *, to: str, forwarded_to: str = "") -> None:
    """Along the table of moves: `waiting` asks the resident back, `closed` closes, `reopened` opens it again.

    Raises ConflictError: FORWARD_WHERE, or that there is no such move.
    """
    where = forwarded_to.strip()[:200]
    if to == CaseState.FORWARDED and not where:
        raise ConflictError("A case is forwarded to a body; say which.", why=Why.FORWARD_WHERE)
    acts.move(act.work, act.case_id, to=to, by=act.by, version=act.version, forwarded_to=where)
    _tell(act, to)


def answer(
    act: Act, *, text: str, files: Sequence[Kept] = (), group_ok: bool = False, paid: bool = False
) -> tuple[int, bool]:
    """Answer it; the answer leaves after a minute, and a question whether it is done follows.

    `group_ok`: they know that a whole group will read it. `paid`: it may cost the ward. Gives the entry's id, and
    whether it goes to a chat (else somebody must call or write). Raises ConflictError: EMPTY, MANY_FILES, GROUP_OK.
    """
    case, written = act.case, answering.written(text)
    answering.check(written, len(files), group=case.in_group and not group_ok)
    entry_id = answers.answer(
        act.work, act.case_id, text=written, by=act.by, files=files, version=act.version, paid=paid,
        text_limit=act.ward.shows_of(case.channel).text_limit,
    )  # fmt: skip
    if case.channel:
        notices.answered(act.work, act.ward, act.case_id, entry_id=entry_id)
    return entry_id, bool(case.channel)


def take_back(act: Act, *, entry_id: int) -> str:
    """Within its minute: an answer of this case does not leave; gives its text. Raises ConflictError: TOO_LATE."""
    text = _answer_text(act, entry_id)
    answers.take_back(act.work, entry_id, by=act.by)
    return text


def again(act: Act, *, entry_id: int) -> None:
    """Send an answer of this case again that did not arrive. Raises ConflictError when it is under way already."""
    _answer_text(act, entry_id)
    _must(act, "case.answer")
    if not entries.again(act.work, entry_id):
        raise ConflictError("It is under way already.")


def note(act: Act, *, text: str) -> int | None:
    """An internal note that the resident never sees; gives its entry's id, none for an empty one.

    It needs no version: two notes never contradict each other.
    """
    written = answering.written(text)
    return acts.note(act.work, act.case_id, text=written, by=act.by) if written else None


def block(act: Act, *, why: str) -> None:
    """What the case's resident sends is spam, no longer answered nor filed. Raises ConflictError: BLOCK_WHY."""
    reason = normal(why).strip()[:500]
    if not reason:
        raise ConflictError("Somebody is blocked for a reason; write it.", why=Why.BLOCK_WHY)
    acts.block_resident(act.work, _resident(act), why=reason, by=act.by)


def unblock(act: Act) -> None:
    """The case's resident is heard again."""
    acts.unblock_resident(act.work, _resident(act), by=act.by)


def move_code(act: Act, *, checked: bool) -> str:
    """A code that brings the resident's things to their new chat; shown once, kept as a digest.

    `checked`: they saw the person's papers. Raises ConflictError: CHECK_FIRST; NotFoundError for a case of a group, a
    sealed one, one without a resident.
    """
    _must(act, "person.move")
    if not checked:
        raise ConflictError("Look at the person's papers first.", why=Why.CHECK_FIRST)
    case = act.case
    if case.sealed or case.in_group:
        raise NotFoundError("Such a case does not move.")
    return move_codes.make(act.work, _resident(act), by=act.by, case_id=act.case_id)


def ask_to_destroy(act: Act, *, attachment_id: int) -> int:
    """Ask to destroy a file of this case for good, which waits for a second person; gives the id of what waits.

    Raises NotFoundError for a file of another case, ConflictError when it waits already.
    """
    attachments.may_serve(act.work, attachment_id, reader=act.by)
    if attachment_id not in {each.id for each in attachments.files_of(act.work, act.case_id)}:
        raise NotFoundError("There is no such file.")
    return waiting.ask(
        act.work, FILE_DESTROY, str(attachment_id), by=act.by, arguments={"code": act.case.code}, case_id=act.case_id
    )


def _tell(act: Act, state: str) -> None:
    if state in _TELLS:
        _TELLS[state](act.work, act.ward, act.case_id)


def _must(act: Act, right: str) -> None:
    if not roles.may(act.by.role, right):
        raise NotAllowedError(f"a {act.by.role} may not {right}")


def _answer_text(act: Act, entry_id: int) -> str:
    """What an answer of this very case says. Raises NotFoundError for another's entry."""
    for entry in act.case.entries:
        if entry.id == entry_id and entry.kind == entries.ANSWER:
            return entry.text
    raise NotFoundError("There is no such answer in this case.")


def _resident(act: Act) -> int:
    found = act.case.resident_id
    if found is None:
        raise NotFoundError("This case has no resident.")
    return found
