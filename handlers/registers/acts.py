"""The acts that all registers share: to add, change and move an entry, its lines and its files.

Each is called in one transaction with who acts. What only one register has is in the module of its name, which these
acts call by `_HOOKS`.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from civics.days.calendar import Days, day_of
from civics.registers import checks, values
from civics.registers.definition import Field, Register, register
from civics.registers.values import RegisterWhy, Value, Values, Wrong
from civics.ward import roles
from civics.ward.roles import Role
from core.errors import ConflictError, NotAllowedError, NotFoundError
from handlers.registers import board_chat, boards, contests, disclosure, meetings, ratings, reception
from handlers.replies.ward import Ward
from storage.cases import acts as case_acts
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.registers import entries, parts
from storage.registers.entries import Entry, Links
from storage.registers.parts import Evidence
from storage.ward import days as ward_days
from storage.ward import ward
from storage.ward.sight import Reader

VIOLATION = "violation"


class WrongFieldsError(ConflictError):
    """Fields that are wrong; `wrong` says which and why."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__(wrong[0].why)
        self.wrong = tuple(wrong)


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts on which entry. `revision`: the one that they saw, or None to take what is there."""

    work: UnitOfWork
    by: Reader
    entry_id: int = 0
    revision: int | None = None
    ward: Ward | None = None  # where people are told of an act
    chat_id: int | None = None  # the chat in which it is done, which is answered there


def must(by: Reader, right: str) -> None:
    """Raises NotAllowedError for whoever may not."""
    if not roles.may(by.role, right):
        raise NotAllowedError(f"a {by.role} may not {right}")


def see(work: UnitOfWork, entry_id: int, *, by: Reader, name: str = "") -> Entry:
    """An entry that the reader may read. Raises NotFoundError, NotAllowedError."""
    found = entries.get(work, entry_id, reader=by, name=name)
    must(by, found.law.reads)
    return found


def add(act: Act, name: str, typed: Mapping[str, str], *, parent_id: int | None = None) -> Entry:
    """Write a new entry. Raises NotAllowedError, WrongFieldsError; NotFoundError for a parent of another register."""
    law = register(name)
    must(act.by, law.writes)
    typed = _in_own(act, law, typed)
    if parent_id is None and act.by.role == Role.INSPECTOR:
        raise ConflictError(RegisterWhy.BOARD)
    said = _read(act.work, law.fields, typed)
    owner = _owner(act.work, law, typed)
    if parent_id is not None:
        entries.get(act.work, parent_id, reader=act.by, name=law.parent or "-")
    _check(act, law, said, state=law.states[0])
    hook = _ADDED.get(name)
    links = Links(owner_id=owner, parent_id=parent_id, slot=typed.get("slot") or None)
    if hook is not None:
        return hook(act.work, said, links, by=act.by.staff_id)
    sealed = _must_seal(act, name, said)
    made = entries.add(act.work, name, said, by=act.by.staff_id, links=links, sealed=sealed)
    if name == board_chat.NAME:
        board_chat.told(act.work, made, act.ward, but=act.chat_id)
    return made


def _must_seal(act: Act, name: str, said: Values) -> bool:
    """Whether an entry is sealed as a whole: what a denunciation brought to light. Raises WrongFieldsError (SEALED)."""
    sealed = name == VIOLATION and said.get("found_by") == "denunciation"
    if sealed and (not act.by.reads_sealed or act.by.observes):
        raise WrongFieldsError([Wrong("found_by", RegisterWhy.SEALED)])
    return sealed


def _stays_sealed(act: Act, entry: Entry, said: Values) -> None:
    """What is sealed as a whole stays so, and nothing becomes it later. Raises WrongFieldsError (SEALED)."""
    if _must_seal(act, entry.register, said) != entry.sealed and entry.register == VIOLATION:
        raise WrongFieldsError([Wrong("found_by", RegisterWhy.SEALED)])


def change(act: Act, typed: Mapping[str, str]) -> Entry:
    """Change what the fields hold. Raises WrongFieldsError, NotAllowedError, NotFoundError, ConflictError (STATE)."""
    entry = _taken(act)
    typed = _in_own(act, entry.law, typed)
    said = _read(act.work, entry.law.fields, typed)
    kept = {each.name: entry.said[each.name] for each in entry.law.fields if each.name in entry.said}
    both = {**{name: value for name, value in kept.items() if name not in typed}, **said}
    _stays_sealed(act, entry, both)
    _check(act, entry.law, both, state=entry.state)
    links = Links(owner_id=_owner(act.work, entry.law, typed))
    return entries.write(
        act.work, entry, both, links=links, act="changed", by=act.by.staff_id, detail=_differs(entry.said, both)
    )


def move(act: Act, name: str, typed: Mapping[str, str]) -> Entry:
    """Do what the register calls `name`, with the fields that it asks for. Raises as `change`; KeyError."""
    entry = _taken(act)
    how = entry.law.move(name)
    must(act.by, how.right or entry.law.writes)
    if entry.state not in how.begins:
        raise ConflictError(RegisterWhy.STATE)
    typed = _in_own(act, entry.law, typed)
    asked = [each for each in entry.law.fields if each.name in typed or each.name in how.asks]
    said, wrong = values.read(asked, {**_as_typed(entry.said), **typed})
    wrong += tuple(Wrong(each, RegisterWhy.REQUIRED) for each in how.asks if each not in said and not _is(wrong, each))
    if wrong:
        raise WrongFieldsError(wrong)
    both = {**entry.said, **said}
    _stays_sealed(act, entry, both)
    _check(act, entry.law, both, state=how.to)
    moved = entries.write(act.work, entry, both, state=how.to, act=name, by=act.by.staff_id)
    if name == "answer":
        _note_on_case(act, moved)
    hook = _MOVED.get(entry.register)
    return hook(act.work, entry, moved, by=act.by.staff_id, ward=act.ward) if hook is not None else moved


def _note_on_case(act: Act, entry: Entry) -> None:
    """The result of a visit stands on its case too, for those who work on it, unless the case was sealed since."""
    result = str(entry.said.get("result", ""))
    if entry.case_id is None or not result:
        return
    with suppress(NotFoundError):
        case_acts.note(act.work, entry.case_id, text=f"{entry.called}: {result}", by=act.by)


def add_part(act: Act, name: str, typed: Mapping[str, str]) -> Entry:
    """Add a line with its first and last day. Raises WrongFieldsError, ConflictError (ORDER)."""
    entry = _taken(act)
    law = entry.law.part(name)
    said = _read(act.work, law.fields, typed)
    begins, ends = values.day_of(typed.get("begins", "")), values.day_of(typed.get("ends", ""))
    if begins is None or (typed.get("ends") and ends is None):
        raise WrongFieldsError([Wrong("begins" if begins is None else "ends", RegisterWhy.DAY)])
    parts.add(act.work, entry, name, begins=begins, ends=ends, said=said, by=act.by.staff_id)
    return _after_parts(act, entry)


def end_part(act: Act, part_id: int, typed: Mapping[str, str]) -> Entry:
    """Write down the last day of a line. Raises WrongFieldsError, ConflictError (ORDER), NotFoundError."""
    entry = _taken(act)
    ends = values.day_of(typed.get("ends", ""))
    if ends is None:
        raise WrongFieldsError([Wrong("ends", RegisterWhy.DAY)])
    parts.end(act.work, entry, part_id, ends, by=act.by.staff_id)
    return _after_parts(act, entry)


def drop_part(act: Act, part_id: int, typed: Mapping[str, str]) -> Entry:
    """Remove a line that was typed by mistake."""
    del typed  # a press, without words
    entry = _taken(act)
    parts.drop(act.work, entry, part_id, by=act.by.staff_id)
    return _after_parts(act, entry)


def attach(act: Act, new: Sequence[Evidence]) -> None:
    """Add files that are in the store. Raises NotFoundError for a role that the register does not know."""
    entry = _taken(act)
    if any(each.role not in entry.law.files for each in new):
        raise NotFoundError("There is no such kind of file.")
    parts.attach(act.work, entry, new, by=act.by.staff_id)


def _taken(act: Act) -> Entry:
    """The entry, locked until the commit, in the revision that the person saw."""
    entry = entries.get(act.work, act.entry_id, reader=act.by, lock=True)
    must(act.by, entry.law.writes)
    if act.revision is not None and act.revision != entry.revision:
        raise ConflictError(RegisterWhy.STATE)
    return entry


def _in_own(act: Act, law: Register, typed: Mapping[str, str]) -> Mapping[str, str]:
    """What a head writes is of the own group, whatever the form says."""
    if act.by.role != Role.HEAD or not any(each.name == "unit" for each in law.fields):
        return typed
    return {**typed, "unit": str(act.by.unit_id or "")}


def _read(work: UnitOfWork, fields: Sequence[Field], typed: Mapping[str, str]) -> dict[str, Value]:
    said, wrong = values.read(fields, typed)
    if "unit" in said and said["unit"] not in {each.id for each in ward.units_now(work)}:
        wrong += (Wrong("unit", RegisterWhy.CHOICE),)
    if wrong:
        raise WrongFieldsError(wrong)
    return said


def _owner(work: UnitOfWork, law: Register, typed: Mapping[str, str]) -> int | None:
    said = typed.get("owner", "")
    known = {str(each.id): each.id for each in staff.everyone(work) if each.disabled_at is None}
    if said in known:
        return known[said]
    if said or (law.owned and "owner" in typed) or (law.owned and law.parent == ""):
        raise WrongFieldsError([Wrong("owner", RegisterWhy.OWNER)])
    return None


def _check(act: Act, law: Register, said: Values, *, state: str) -> None:
    check = _CHECKS.get(law.name)
    wrong = check(said, state, day_of(act.work.now), ward_days.known(act.work)) if check is not None else ()
    if wrong:
        raise WrongFieldsError(wrong)


def _after_parts(act: Act, entry: Entry) -> Entry:
    hook = _PARTS.get(entry.register)
    return hook(act.work, entry, by=act.by.staff_id) if hook is not None else entry


def _as_typed(said: Values) -> dict[str, str]:
    return {name: ("yes" if value else "") if isinstance(value, bool) else str(value) for name, value in said.items()}


def _is(wrong: Sequence[Wrong], name: str) -> bool:
    return any(each.field == name for each in wrong)


def _differs(before: Values, after: Values) -> str:
    return ",".join(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))[:300]


_CHECKS: Mapping[str, Callable[[Values, str, date, Days], Sequence[Wrong]]] = {
    **checks.CHECKS,
    "disclosure": disclosure.problems,
    "reception_day": reception.day_problems,
    "reception": reception.problems,
    "contest": contests.contest_problems,
    "contest_round": contests.round_problems,
    "contest_question": contests.question_problems,
}
_MOVED: Mapping[str, Callable[..., Entry]] = {
    "disclosure": disclosure.moved,
    "reception_day": reception.day_moved,
    "reception": reception.moved,
    "contest": contests.contest_moved,
    "contest_question": contests.question_moved,
    "rating": ratings.moved,
    "proposal": boards.proposal_moved,
    "letter": boards.letter_moved,
}
_PARTS: Mapping[str, Callable[..., Entry]] = {
    "disclosure": disclosure.parts_changed,
    "meeting": meetings.counted,
    "initiative": meetings.counted,
}
_ADDED: Mapping[str, Callable[..., Entry]] = {"reception": reception.added, "rating": ratings.added}
