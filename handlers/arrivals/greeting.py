"""The first words to a person: who is behind the bot, what is kept and why (in two lines), and what it can do."""

from dataclasses import replace

from core.message import Button, Outgoing
from core.words import LANGUAGES
from handlers.people import consents
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Preface, Turn
from storage.messages import chats
from storage.people import residents

_ROOM = 8  # buttons: the four things to do, more, three languages


def greet(turn: Turn, *, alone: bool) -> Turn:
    """Greet once, and record which words were shown. `alone`: no other answer follows, so the greeting says what to do.

    Law: Luật 91/2025/QH15 (Bảo vệ dữ liệu cá nhân) with NĐ 356/2025: a person is told who controls the data, why, how
    long they are kept and where to complain before anything is processed. The person need not agree to anything here.
    """
    rows = (*menu_rows(turn), *_about(turn, few=turn.shows.buttons < _ROOM)) if alone else _about(turn, few=False)
    turn.send(Outgoing(turn.words("welcome.greeting"), rows=rows), unique_key=_key(turn), aside=not alone)
    return _noted(turn)


def greet_with_answer(turn: Turn) -> Turn:
    """Greet at the top of the first answer, so that both are one message. Other languages are heard or typed."""
    words = Outgoing(turn.words("welcome.greeting"), rows=_about(turn, few=True))
    return replace(_noted(turn), preface=Preface(words, _key(turn)))


def _key(turn: Turn) -> str:
    return f"greet:{turn.chat.id}"


def _noted(turn: Turn) -> Turn:
    greeted = chats.changed(turn.work, turn.chat, greeted_at=turn.work.now)
    consents.record_consent(turn, "notice", given=True, shown="welcome.greeting")
    if turn.resident.forgotten:  # a person who was forgotten and comes back is new
        residents.change(turn.work, turn.resident.id, erased_at=None)
    return turn.in_chat(greeted)


def _about(turn: Turn, *, few: bool) -> tuple[tuple[Button, ...], ...]:
    """More about the data, and the other languages. `few`: only one button fits; a language's name may be typed."""
    if few:
        return ((turn.button("welcome.more", "menu.notice"),),)
    others = tuple(turn.button(f"talk.language_{each}", f"lang.{each}") for each in LANGUAGES if each != turn.lang)
    return ((turn.button("welcome.more", "menu.notice"), *others),)
