"""The rows of buttons under many messages: the main acts, the further ones, and the languages."""

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
    """The further things that the bot can do."""
    return (tuple(turn.button(f"talk.menu_{each}", f"menu.{each}") for each in _LESS_USED),)


def chips(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """One small offer under an answer: the ward's bulletins, for a person who was never asked about them."""
    if "bulletins" in residents.consents_of(turn.work, turn.resident.id):
        return ()
    return ((turn.button("talk.menu_bulletins", "menu.bulletins"),),)


def language_rows(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The four languages, each in its own words."""
    return tuple((turn.button(f"talk.language_{each}", f"lang.{each}"),) for each in LANGUAGES)
