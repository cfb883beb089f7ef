"""Work from staff's own chat group: an answer by replying to a card, and commands. Each calls one act of the desk.

Who may is decided by the account to which the person has tied their own chat. What is written there without a command,
and not as a reply to a card, stays inside the group.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from civics.cases.codes import parse_code
from civics.cases.moves import CaseState, Says, Why
from civics.ward import roles
from core import press
from core.errors import ConflictError, DanBanError, NotAllowedError, NotFoundError
from core.message import Button, Kind, Outgoing
from core.press import Press
from core.text import fold
from handlers.cases import approving, desk, guarded
from handlers.cases.desk import Act
from handlers.cases.staff_cards import BACK, DESK, TAKE
from handlers.replies.after import After
from handlers.replies.turn import Turn
from storage.cases import cases, finding, staff_groups
from storage.cases.staff_groups import Group
from storage.people import staff
from storage.ward.sight import Reader

TIE = "nhomcanbo"  # what an admin writes in the group so that it becomes one of staff
_APART: Mapping[str, str] = MappingProxyType({Why.TOO_LATE: "desk.fate.too_late"})
_CODE = 3  # words at the front of an argument in which a code may stand: "LS 26 482913"


def handle(turn: Turn) -> After | None:
    """Answer what is said in a group of staff. None for another group, which may become one here."""
    if turn.chat.private:
        return None
    group = staff_groups.of_chat(turn.work, turn.chat.id)
    if turn.incoming.command == TIE:
        _tie(turn)
        return After.KEEP
    if group is None:
        return None
    if turn.incoming.kind is not Kind.MESSAGE or turn.incoming.anonymous:
        return After.FORGET
    return _said(turn, group)


def pressed(turn: Turn, pressed: Press) -> None:
    """A button under a card, or under the note that an answer is taken."""
    group = staff_groups.of_chat(turn.work, turn.chat.id)
    by = staff_groups.account(turn.work, turn.chat, turn.incoming.person) if group is not None else None
    if by is None:
        turn.only_toast("staff_group.not_tied")
        return
    act = Act(turn.work, turn.ward, int(pressed.args[1]), by)
    try:
        if pressed.args[0] == TAKE:
            desk.take(act)
            turn.toast("staff_group.taken_toast")
        else:
            desk.take_back(act, entry_id=pressed.number)
            turn.toast("staff_group.back_toast")
    except (ConflictError, NotAllowedError, NotFoundError) as error:
        turn.only_toast(_why(error))


def _tie(turn: Turn) -> None:
    by = staff_groups.account(turn.work, turn.chat, turn.incoming.person)
    if by is None or not roles.may(by.role, "settings.change"):
        turn.say("staff_group.tie_admin", reply_to=turn.incoming.message_id)
        return
    staff_groups.tie(turn.work, turn.chat, topics=turn.incoming.topics, by=by)
    turn.say("staff_group.tied", reply_to=turn.incoming.message_id)


def _said(turn: Turn, group: Group) -> After:
    incoming = turn.incoming
    quoted = incoming.quoted.message_id if incoming.quoted else ""
    case_id, is_card = staff_groups.case_of(turn.work, group, quoted=quoted, thread=incoming.address.thread)
    does = _COMMANDS.get(incoming.command)
    if does is None and (incoming.command or not is_card or not (incoming.text or incoming.media)):
        if incoming.command:
            turn.say("staff_group.help", reply_to=incoming.message_id)
        return After.FORGET  # the staff's own talk stays theirs
    by = staff_groups.account(turn.work, turn.chat, incoming.person)
    if by is None:
        turn.say("staff_group.not_tied", reply_to=incoming.message_id)
        return After.FORGET
    if incoming.media:
        turn.say("staff_group.no_files", reply_to=incoming.message_id)
        return After.FORGET
    text = incoming.argument if does is not None else incoming.text
    try:
        act, text = _on(turn, by, case_id, text)
        (does or _answer)(turn, act, text)
    except (ConflictError, NotAllowedError, NotFoundError) as error:
        turn.say(_why(error), reply_to=incoming.message_id)
    return After.FORGET


def _on(turn: Turn, by: Reader, case_id: int | None, text: str) -> tuple[Act, str]:
    """The case that is meant, by the code in front of the words, else by card or topic; and the words without it.

    Raises NotFoundError.
    """
    words = text.split()
    for size in range(1, min(_CODE, len(words)) + 1):
        code = parse_code(" ".join(words[:size]), turn.ward.settings.case_prefix)
        if code is not None:
            found = finding.id_of(turn.work, code, reader=by)
            return Act(turn.work, turn.ward, found, by), text.split(maxsplit=size)[size] if len(words) > size else ""
    if case_id is None:
        raise NotFoundError("Nobody knows which case is meant.")
    cases.view(turn.work, case_id, reader=by)  # one that was sealed since is not found
    return Act(turn.work, turn.ward, case_id, by), text


def _take(turn: Turn, act: Act, text: str) -> None:  # noqa: ARG001  # as all commands
    desk.take(act)
    _done(turn, "staff_group.taken", act)


def _assign(turn: Turn, act: Act, text: str) -> None:
    wanted = fold(text.removeprefix("@")).strip()
    open_ones = staff.everyone(turn.work, active=True)
    found = [each for each in open_ones if wanted and wanted in {fold(each.login), fold(each.name)}]
    found = found or [each for each in open_ones if wanted and fold(each.name).split()[-1:] == [wanted]]
    if len(found) != 1:
        raise ConflictError("Nobody, or more than one, is called so.", why=Why.WHO)
    desk.assign(act, officer_id=found[0].id)
    _done(turn, "staff_group.assigned", act, name=found[0].name)


def _ask(turn: Turn, act: Act, text: str) -> None:
    _sent(turn, act, desk.ask(act, text=text), "staff_group.asked")


def _word(turn: Turn, act: Act, text: str) -> None:
    _sent(turn, act, desk.word(act, text=text), "staff_group.told")


def _answer(turn: Turn, act: Act, text: str) -> None:
    if guarded.needed(turn.work, Says.ANSWER, act.case, by=act.by):
        approving.ask(act, text=text)
        _done(turn, "staff_group.leader", act)
        return
    _sent(turn, act, desk.answer(act, text=text), "staff_group.answered")


def _finish(turn: Turn, act: Act, text: str) -> None:
    """With words it is the answer; without words an answered case is closed."""
    if text:
        _answer(turn, act, text)
        return
    desk.move(act, to=CaseState.CLOSED)
    _done(turn, "staff_group.closed", act)


def _note(turn: Turn, act: Act, text: str) -> None:
    if desk.note(act, text=text) is None:
        raise ConflictError("An empty note.", why=Why.EMPTY)
    _done(turn, "staff_group.noted", act)


def _sent(turn: Turn, act: Act, made: tuple[int, bool], key: str) -> None:
    """Show that it is taken, never what the resident wrote. A minute long it can be taken back."""
    entry_id, leaves = made
    back = turn.button("staff_group.back", press.write(DESK, BACK, act.case_id, entry_id))
    rows: tuple[tuple[Button, ...], ...] = ((back,),) if leaves and turn.shows.group_buttons else ()
    _done(turn, key if leaves else "staff_group.spoken", act, rows=rows)


def _done(turn: Turn, key: str, act: Act, *, rows: tuple[tuple[Button, ...], ...] = (), **values: object) -> None:
    said = turn.words(key, code=act.case.code, **values)
    turn.send(Outgoing(said, rows=rows, reply_to=turn.incoming.message_id))


def _why(error: DanBanError) -> str:
    why = getattr(error, "why", None)
    if isinstance(why, Why):
        return _APART.get(why, f"desk.trouble.{why}")
    if isinstance(error, NotAllowedError):
        return "desk.trouble.not_allowed"
    return "staff_group.no_case" if isinstance(error, NotFoundError) else "staff_group.not_now"


_COMMANDS: Mapping[str, Callable[[Turn, Act, str], None]] = MappingProxyType(
    {
        "nhan": _take, "giao": _assign, "hoi": _ask, "nhantin": _word, "traloi": _answer, "xong": _finish,
        "ghichu": _note,
    }
)  # fmt: skip
