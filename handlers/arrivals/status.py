"""The state of a case in a few lines, with what its resident can do: add words to it, or take it back."""

from civics.cases.petitions import NEED_SIGNED_FORM, PetitionKind
from civics.days import saying
from core import press
from core.errors import ConflictError, NotFoundError
from core.message import Button, Outgoing
from core.press import Press
from handlers.cases import cards, holders
from handlers.replies.said import loose_answers
from handlers.replies.turn import Turn
from handlers.talk import talk
from storage.cases import cases
from storage.cases.cases import Own

WITHDRAW = "withdraw"  # the verb of the buttons
_ASK = "ask"
_MOST = 3


def show(turn: Turn, own: tuple[Own, ...], *, tells: bool) -> None:
    """Show state, date and who has it. `tells`: the words are more than a question, so we ask where they belong."""
    lines = [line(turn, each) for each in own[:_MOST]]
    rows = tuple(
        (turn.button("status.open", press.write(cards.CASE, cards.OPEN, each.id), code=each.code),)
        for each in own[:_MOST]
    )
    sealed = any(each.sealed for each in own)
    turn.send(Outgoing("\n\n".join(lines), rows=() if tells else rows), sealed=sealed, aside=tells)
    if tells:
        talk.begin(turn, "add_or_new", answers=loose_answers(turn), sealed=sealed)


def line(turn: Turn, own: Own) -> str:
    """One case: its code and state, its date, who has it, and its first words."""
    words = turn.ward.words
    state = words.say(turn.lang, f"civics.state.{own.state}")
    parts = [turn.words("status.line", code=own.code, state=state)]
    if own.promised_at is not None and own.state not in {"answered", "closed", "dropped", "waiting"}:
        when = saying.say_moment(words, turn.lang, own.promised_at, turn.work.now)
        parts.append(turn.words("status.by", when=when))
    parts.append(holders.holder(words, turn.lang, own))
    head = " ".join(filter(None, parts))
    return f"{head}\n“{own.first_words}”" if own.first_words else head


def ask_to_withdraw(turn: Turn) -> None:
    """Ask which case should be taken back. Nothing happens before the person confirms it."""
    own = cases.open_of(turn.work, turn.resident.id, limit=_MOST, sealed=turn.shows.sealed)
    if not own:
        turn.say("status.nothing_to_withdraw")
        return
    rows = tuple(
        (turn.button("status.withdraw_one", press.write(WITHDRAW, _ASK, each.id), code=each.code),) for each in own
    )
    if len(own) == 1:
        _ask(turn, own[0])
    else:
        turn.say("status.withdraw_which", *rows)


def pressed(turn: Turn, pressed: Press) -> None:
    """A press about taking a case back."""
    own = cases.own(turn.work, pressed.number, turn.resident.id, sealed=turn.shows.sealed)
    turn.toast()
    if own is None:
        turn.say("talk.no_such_case")
    elif pressed.is_yes:
        _withdraw(turn, own)
    else:
        _ask(turn, own)


def _ask(turn: Turn, own: Own) -> None:
    keep = turn.button("status.withdraw_no", press.write(cards.CASE, cards.OPEN, own.id))
    rows: tuple[Button, ...] = (turn.button("status.withdraw_yes", press.write(WITHDRAW, press.YES, own.id)), keep)
    key = "status.withdraw_formal" if PetitionKind(own.kind) in NEED_SIGNED_FORM else "status.withdraw_ask"
    turn.send(Outgoing(turn.words(key, code=own.code), rows=(rows,)), case_id=own.id, sealed=own.sealed)


def _withdraw(turn: Turn, own: Own) -> None:
    """Take the case back. For a khiếu nại or tố cáo only the wish is noted, because a signed paper withdraws it.

    Law: Luật Khiếu nại 2011 Điều 10, Luật Tố cáo 2018 Điều 33.
    """
    if PetitionKind(own.kind) in NEED_SIGNED_FORM:
        cases.append(
            turn.work, own.id, text=turn.words("status.withdraw_entry"), chat_id=turn.chat.id,
            message_id=turn.incoming.external_id[:64],
        )  # fmt: skip
        key = "status.withdraw_noted"
    else:
        try:
            cases.withdraw(turn.work, own.id, resident_id=turn.resident.id)
        except (ConflictError, NotFoundError):
            turn.say("status.withdrawn_already", code=own.code)
            return
        key = "status.withdrawn"
    turn.send(Outgoing(turn.words(key, code=own.code)), case_id=own.id, sealed=own.sealed)
