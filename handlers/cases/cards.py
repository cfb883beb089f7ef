"""What a resident sees of their cases: the list, one opened case, and the buttons for them."""

from civics.days import saying
from core import press
from core.message import Button, Outgoing
from handlers.replies.turn import Turn
from storage.cases import cases
from storage.cases.cases import Own
from storage.messages import chats

CASE, DONE = "case", "done"  # verbs of buttons
OPEN, LEAVE = "open", "leave"


def listing(turn: Turn) -> None:
    """All cases of the resident with their state, each with a button that opens it."""
    own = cases.of_resident(turn.work, turn.resident.id, limit=10, sealed=turn.shows.sealed)
    if not own:
        turn.say("talk.no_cases", (turn.button("talk.menu_report", "menu.report"),))
        return
    lines = [turn.words("talk.your_cases")]
    lines += [line(turn, each) for each in own]
    rows = tuple((turn.button("talk.open_case", press.write(CASE, OPEN, each.id), code=each.code),) for each in own)
    turn.send(Outgoing("\n\n".join(lines), rows=rows), sealed=any(each.sealed for each in own))


def line(turn: Turn, own: Own) -> str:
    """A case in two lines: first code, kind, state and clock; then its first words."""
    words = turn.ward.words
    state = words.say(turn.lang, f"civics.state.{own.state}")
    kind = words.say(turn.lang, f"civics.kind.{own.kind}")
    due = ""
    if own.promised_at is not None and own.state not in {"answered", "closed", "dropped", "waiting"}:
        due = " · " + turn.words("talk.until", when=saying.say_moment(words, turn.lang, own.promised_at, turn.work.now))
    head = f"{own.code} · {kind} · {state}{due}"
    return f"{head}\n“{own.first_words}”" if own.first_words else head


def open_one(turn: Turn, case_id: int) -> None:
    """Open a case in this chat: words and files are added to it from now on. Another person's case is not found."""
    own = cases.own(turn.work, case_id, turn.resident.id, sealed=turn.shows.sealed)
    if own is None:
        turn.say("talk.no_such_case")
        return
    chats.open_case(turn.work, turn.chat.id, own.id)
    text = f"{line(turn, own)}\n\n{turn.words('talk.case_is_open', code=own.code)}"
    turn.send(
        Outgoing(text, rows=((turn.button("talk.leave_case", press.write(CASE, LEAVE, own.id)),),), card=own.code),
        case_id=own.id,
        sealed=own.sealed,
    )


def feedback_rows(turn_words: tuple[str, str], case_id: int) -> tuple[tuple[Button, ...], ...]:
    """The two buttons under an answer; `turn_words` are their labels."""
    done, not_done = turn_words
    return (
        (Button(done, press.write(DONE, press.YES, case_id)), Button(not_done, press.write(DONE, press.NO, case_id))),
    )
