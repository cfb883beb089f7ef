"""The rows of buttons that stand under many messages: what can be done, what else there is, and the languages."""

from core.message import Button
from core.words import LANGUAGES
from handlers.replies.turn import Turn
from storage.people import residents

_LESS_USED = ("bulletins", "help", "language")


def menu_rows(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The four things that most people come for."""
    return (
        (turn.button("talk.menu_report", "menu.report"), turn.button("talk.menu_ask", "menu.ask")),
        (turn.button("talk.menu_cases", "menu.cases"), turn.button("talk.menu_poll", "menu.poll")),
    )


def more_rows(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """What else there is."""
    return (tuple(turn.button(f"talk.menu_{each}", f"menu.{each}") for each in _LESS_USED),)


def chips(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """One quiet offer under an answer, to who was never asked: the ward's bulletins."""
    if "bulletins" in residents.consents_of(turn.work, turn.resident.id):
        return ()
    return ((turn.button("talk.menu_bulletins", "menu.bulletins"),),)


def language_rows(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The four languages, each in its own words."""
    return tuple((turn.button(f"talk.language_{each}", f"lang.{each}"),) for each in LANGUAGES)
