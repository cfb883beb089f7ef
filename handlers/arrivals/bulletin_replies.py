"""What people answer to a bulletin: to its question, by its keyword, in their own words, or "TIN" for what waits."""

from collections.abc import Sequence
from dataclasses import replace

from civics.bulletins import keywords
from civics.days.night import is_quiet
from core import press
from core.clock import in_vietnam
from core.errors import ConflictError
from core.message import Button, Incoming, Json, Kind, Outgoing
from core.press import Press
from core.priority import Priority
from dialogs.engine import menu
from dialogs.engine.script import given
from dialogs.scripts.reply import MOST
from handlers.arrivals import commands
from handlers.bulletins.headline import headline
from handlers.cases import filing
from handlers.replies import voice
from handlers.replies.menus import menu_rows
from handlers.replies.said import told
from handlers.replies.turn import Turn
from handlers.replies.ward import Ward
from handlers.talk import talk
from storage.bulletins import talk as bulletin_talk
from storage.bulletins.talk import Current
from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat

BULLETIN = "bul"  # the verb of the buttons; its arguments are the bulletin and one of these two
REPLY, QUESTION = "a", "q"
START = "bt"  # the start of a deep link's payload: bt12 opens the answer to bulletin 12
_SHOWN = 3


def as_press(work: UnitOfWork, chat: Chat, incoming: Incoming) -> Incoming:
    """The event as a press when it is a digit and the last thing said in the chat is a bulletin's question."""
    typed = incoming.text.strip().rstrip(".")
    if not chat.private or incoming.kind is not Kind.MESSAGE or incoming.media:
        return incoming
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 2):
        return incoming
    last = bulletin_talk.asked_last(work, chat.id)
    found = bulletin_talk.one(work, last) if last is not None else None
    if found is None or not 0 < int(typed) <= len(found.choices):
        return incoming
    return replace(incoming, kind=Kind.PRESS, press=press.write(BULLETIN, found.id, QUESTION, int(typed) - 1))


def pressed(turn: Turn, pressed: Press) -> None:
    """A press on a button under a bulletin. In a group it only leads to the private chat."""
    if not turn.chat.private:
        turn.toast("bulletin.press_in_private")
        return
    bulletin_id, *acts = pressed.args
    _do(turn, int(bulletin_id), acts)


def _do(turn: Turn, bulletin_id: int, acts: Sequence[str]) -> None:
    found = bulletin_talk.one(turn.work, bulletin_id)
    turn.toast()
    if found is None:
        turn.say("bulletin.over", *menu_rows(turn))
        return
    match acts:
        case [word] if word == REPLY:
            _begin(turn, found.id)
        case [word] if word == QUESTION:
            _ask(turn, found)
        case [word, choice] if word == QUESTION and choice.isdecimal():
            _answer(turn, found.id, int(choice))
        case _:
            turn.say("talk.menu", *menu_rows(turn))


def _ask(turn: Turn, found: Current) -> None:
    if not found.choices:
        _begin(turn, found.id)
        return
    turn.send(Outgoing(found.question, rows=_choices(found)))


def _choices(found: Current) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(each, press.write(BULLETIN, found.id, QUESTION, at)),) for at, each in enumerate(found.choices)
    )


def _answer(turn: Turn, bulletin_id: int, choice: int) -> None:
    """Keep the answer and show how all have answered so far. Another press changes it."""
    try:
        found = bulletin_talk.answer(turn.work, bulletin_id, turn.chat.id, choice)
    except ConflictError:
        turn.say("bulletin.over", *menu_rows(turn))
        return
    counts = bulletin_talk.tally(turn.work, bulletin_id, found.choices)
    lines = [f"• {each}: {number}" for each, number in zip(found.choices, counts, strict=True)]
    text = turn.words("bulletin.answered", choice=found.choices[choice])
    turn.send(Outgoing("\n".join([text, "", *lines, "", turn.words("bulletin.may_change")]), rows=_choices(found)))


def _begin(turn: Turn, bulletin_id: int, *, answers: dict[str, Json] | None = None) -> None:
    talk.begin(turn, "reply", answers={"about": given(bulletin_id), **(answers or {})})


def quoted(turn: Turn) -> bool:
    """A message that quotes a bulletin answers it. It is filed at once, so nobody has to say it again."""
    incoming = turn.incoming
    if incoming.quoted is None or incoming.kind is not Kind.MESSAGE:
        return False
    about = bulletin_talk.of_message(turn.work, turn.chat.id, incoming.quoted.message_id)
    if about is None:
        return False
    if menu.is_thanks(turn.ward.words, incoming.text) and not incoming.media:
        turn.say("talk.thanks", *menu_rows(turn))
    elif filing.names_wrongdoing(turn.ward, incoming.text):
        talk.begin_petition(turn, sealed=True)
    elif typed(turn):
        pass  # a keyword that was sent as an answer
    else:
        _begin(turn, about, answers=told(incoming, most=MOST))
    return True


def quoted_in_group(turn: Turn) -> str:
    """The payload of a link that answers the bulletin quoted in a group; empty when none was quoted."""
    quote = turn.incoming.quoted
    about = bulletin_talk.of_message(turn.work, turn.chat.id, quote.message_id) if quote else None
    return "" if about is None else f"{START}{about}"


def started(turn: Turn) -> bool:
    """Somebody came by the link of a bulletin in a group or on the page."""
    number = turn.incoming.argument.removeprefix(START)
    if turn.incoming.command != "start" or not turn.incoming.argument.startswith(START):
        return False
    if not number.isdecimal() or len(number) > 18:
        return False
    found = bulletin_talk.one(turn.work, int(number))
    if found is None:
        turn.say("bulletin.over", *menu_rows(turn))
    elif found.choices:
        _ask(turn, found)
    else:
        _begin(turn, found.id)
    return True


def typed(turn: Turn) -> bool:
    """A keyword of a current bulletin, or the word of a test run. Case, diacritics and spaces do not count."""
    word = keywords.may_be(turn.incoming.text) if not turn.incoming.media else ""
    if not word:
        return False
    if parts := bulletin_talk.on_trial(turn.work, word, turn.chat.channel):
        turn.say("bulletin.trial")
        for each in parts:
            turn.send(each)
        return True
    found = bulletin_talk.by_keyword(turn.work, word)
    if found is None:
        return False
    bulletin, start = found
    if start in {REPLY, QUESTION}:
        _do(turn, bulletin.id, [start])
    else:
        commands.pressed(turn, press.read(start))
    return True


def bring(turn: Turn) -> None:
    """Send what waits for this chat. If nothing waits, send the newest bulletins with their addresses."""
    waiting = bulletin_talk.bring(turn.work, turn.chat.id)
    if waiting:
        turn.say("bulletin.brought", count=waiting)
        if not is_quiet(turn.work.now):
            return
    news = [each for each in bulletin_talk.current(turn.work) if each.shown_on_page][:_SHOWN]
    rows = (turn.button("talk.menu_bulletins", "menu.bulletins"),)
    if not news:
        turn.say("bulletin.no_news", rows)
        return
    base = turn.ward.settings.public_url
    lines = [f"• {headline(each)}\n{base}/ban-tin/{each.id}" for each in news]
    turn.send(Outgoing("\n\n".join([turn.words("bulletin.news"), *lines]), rows=(rows,)))


def tell_of_waiting(work: UnitOfWork, ward: Ward, chat: Chat, incoming: Incoming) -> None:
    """Tell a person for whom bulletins wait how to get them, once per day. Nothing is sent without being asked for."""
    waiting = bulletin_talk.waiting_for(work, chat.id) if chat.private else []
    if not waiting or menu.intent(ward.words, incoming.text) is menu.Intent.NEWS:
        return
    once = f"tin:{chat.id}:{in_vietnam(work.now):%Y%m%d}"
    voice.tell(work, ward, chat, "bulletin.waits", priority=Priority.NOTICE, once=once, count=len(waiting))
