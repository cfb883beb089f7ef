"""An officer ties their own chat to their account, with a code from their own account page."""

from core.message import Outgoing
from handlers.replies.turn import Turn
from storage.database.unit import UnitOfWork
from storage.notices import notices, way_codes, ways
from storage.notices.notices import Saying
from storage.people import move_codes, staff

_NOT = frozenset({"web"})  # a web chat belongs to everybody who uses the browser, not to one person


def entered(turn: Turn) -> bool:
    """Whether the message contained such a code. It is answered here, and its text must be deleted."""
    incoming = turn.incoming
    code = way_codes.typed(incoming.argument if incoming.command == "start" else incoming.text)
    if not code or incoming.media:
        return False
    wait = move_codes.count_try(turn.work, turn.chat.id)
    if wait is not None:
        turn.say("notice.code_later", minutes=max(1, round(wait.total_seconds() / 60)))
    elif turn.chat.channel in _NOT:
        turn.say("notice.not_here")
    else:
        _tie(turn, code)
    return True


def _tie(turn: Turn, code: str) -> None:
    staff_id = way_codes.use(turn.work, code)
    account = staff.get(turn.work, staff_id) if staff_id is not None else None
    if account is None or account.disabled_at is not None:
        turn.say("notice.code_wrong")
        return
    move_codes.forget_tries(turn.work, turn.chat.id)
    ways.tie(turn.work, account.id, turn.chat)
    turn.send(Outgoing(turn.words("notice.tied", login=account.login)))


def ask_mailbox(work: UnitOfWork, staff_id: int, mailbox: str, *, opens: str) -> None:
    """Send a link to the mailbox, which is used after its owner has opened the link. Raises ConflictError.

    `opens`: the page behind the link, to which the proof is added.
    """
    way = ways.ask_mailbox(work, staff_id, mailbox)
    notices.add(work, way, Saying(f"mailbox:{way.id}", "notice.mail_confirm", f"{opens}?proof={ways.proof(work, way)}"))
