"""The life of a case: its states, the table of allowed moves with who may make them, and the messages of staff.

Acts that change no state are not in the table: an interim message, putting a case aside, scheduling a message, linking
to a master case.
"""

from dataclasses import dataclass
from enum import StrEnum

from civics.cases.petitions import PetitionKind
from core.errors import ConflictError


class CaseState(StrEnum):
    """The states of a case."""

    NEW = "new"  # nobody has taken it
    TAKEN = "taken"
    FORWARDED = "forwarded"  # sent to a competent body; the ward still informs the resident
    WAITING = "waiting"  # the ward waits for the resident
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"  # the resident said that the matter is not settled
    DROPPED = "dropped"  # spam, or filed twice


class Says(StrEnum):
    """The kinds of message from staff to the resident of a case; also the kinds of entries on its timeline."""

    WORD = "word"  # an interim message: the case does not change, and its clock goes on running
    ASK = "ask"  # a question to the resident: the case waits for them
    ANSWER = "answer"  # the result; only after it the resident is asked whether the matter is done


class DropWhy(StrEnum):
    """Why a case is not worked on."""

    SPAM = "spam"
    DUPLICATE = "duplicate"  # its resident is told the code of the case that goes on


class Actor(StrEnum):
    """Who moves a case."""

    STAFF = "staff"
    RESIDENT = "resident"
    SYSTEM = "system"


class Why(StrEnum):
    """Why an act of staff on a case is refused, for the sentences of the pages."""

    NOT_NOW = "not_now"  # an unknown state, kind or topic, or one that is not possible for this case
    FORWARD_WHERE = "forward_where"  # forwarded, but the body is missing
    SEAL_OK = "seal_ok"  # it would be sealed for good, and nobody confirmed that
    BLOCK_WHY = "block_why"  # a resident is blocked without a reason
    EMPTY = "empty"  # an answer without words and files
    MANY_FILES = "many_files"
    GROUP_OK = "group_ok"  # a whole group would read it, and nobody confirmed that
    TOO_LATE = "too_late"  # the minute in which an answer can be taken back is over
    CHECK_FIRST = "check_first"  # nobody confirmed that they saw the person's papers
    SAY_WHAT = "say_what"  # only a message can bring this state: an answer or a question
    WHEN = "when"  # a time in the past, or too far ahead
    NO_FILES_LATER = "no_files_later"  # a scheduled message cannot have files
    SEALED = "sealed"  # not for a denunciation
    WHICH_MASTER = "which_master"  # no other open case with that code that may be the master
    BOXES = "boxes"  # what is to be hidden of a picture cannot be read, so nothing is sent
    PROOF = "proof"  # a result of this topic needs a photo, or a reason for none
    WHO = "who"  # nobody, or more than one, is called so
    LEADER = "leader"  # a result of this topic leaves when a leader agrees to it
    NO_WAY = "no_way"  # no paid message may be sent for this answer
    TOO_MANY = "too_many"  # more cases at once than a bulk act takes


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step."""

    start: CaseState
    to: CaseState
    actors: frozenset[Actor]


_S, _R, _X = Actor.STAFF, Actor.RESIDENT, Actor.SYSTEM
_TABLE: tuple[tuple[str, str, tuple[Actor, ...]], ...] = (
    ("new", "taken forwarded waiting answered dropped", (_S,)),
    ("taken", "forwarded waiting answered dropped", (_S,)),
    ("forwarded", "taken waiting answered", (_S,)),
    ("waiting", "taken", (_S, _R, _X)),  # a message of the resident brings it back
    ("waiting", "forwarded answered closed dropped", (_S,)),
    ("answered", "closed", (_S, _R, _X)),
    ("answered", "reopened", (_S, _R)),
    ("answered", "waiting forwarded", (_S,)),  # a question after the answer; another body is competent
    ("closed", "reopened", (_S, _R)),
    ("reopened", "taken forwarded waiting answered dropped", (_S,)),
    ("dropped", "reopened", (_S,)),
)
MOVES: tuple[Move, ...] = tuple(
    Move(CaseState(start), CaseState(to), frozenset(actors)) for start, tos, actors in _TABLE for to in tos.split()
)
OVER = frozenset({CaseState.CLOSED, CaseState.DROPPED})
# The states that only a message of staff can bring.
BRINGS = {Says.ANSWER: CaseState.ANSWERED, Says.ASK: CaseState.WAITING}
_ALL = frozenset(Says)
# The kinds of scheduled message that a change to that state makes wrong. The question "is it done?", if it was not sent
# yet, is made wrong by every change.
_UNTRUE: dict[CaseState, frozenset[Says]] = {
    CaseState.FORWARDED: frozenset({Says.ANSWER, Says.ASK}),
    CaseState.WAITING: frozenset({Says.ANSWER, Says.ASK}),
    CaseState.ANSWERED: _ALL,
    CaseState.CLOSED: _ALL,
    CaseState.REOPENED: _ALL,
    CaseState.DROPPED: _ALL,
}


def allowed(state: CaseState, *, actor: Actor = Actor.STAFF) -> tuple[Move, ...]:
    """The moves that an actor may make from a state."""
    return tuple(move for move in MOVES if move.start is state and actor in move.actors)


def move(state: CaseState, to: CaseState, *, actor: Actor = Actor.STAFF) -> CaseState:
    """The new state. Raises ConflictError when the table does not allow the move."""
    if any(each.to is to for each in allowed(state, actor=actor)):
        return to
    raise ConflictError(f"A case that is {state.value} cannot become {to.value}.")


def untrue_in(state: CaseState) -> frozenset[Says]:
    """The kinds of scheduled message that are wrong in that state."""
    return _UNTRUE.get(state, frozenset())


def said(state: CaseState, says: Says) -> CaseState:
    """The state of a case after this message of staff. Raises ConflictError when the message is not allowed now."""
    to = BRINGS.get(says, state)
    if to is not state:
        return move(state, to)
    if state in OVER:
        raise ConflictError(f"A case that is {state.value} takes no more words.")
    return state


def withdrawn(state: CaseState) -> CaseState:
    """The state of a case that its resident withdraws. Raises ConflictError when it is over already."""
    if state in OVER:
        raise ConflictError(f"A case that is {state.value} cannot be withdrawn.")
    return CaseState.CLOSED


def may_become(kind: PetitionKind, to: PetitionKind, *, named_reader: bool) -> bool:
    """Whether the kind may be changed. Only a named reader may change it from tố cáo; the case then stays sealed."""
    return kind is not to and (kind is not PetitionKind.TO_CAO or named_reader)
