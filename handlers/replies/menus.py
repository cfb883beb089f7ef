"""The rows of buttons that stand under many messages: what can be done, and the languages."""

from core.message import Button
from core.words import LANGUAGES
from handlers.replies.turn import Turn


def menu_rows(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """What can be done, as buttons."""
    return (
        (turn.button("talk.menu_report", "menu.report"), turn.button("talk.menu_ask", "menu.ask")),
        (turn.button("talk.menu_poll", "menu.poll"), turn.button("talk.menu_cases", "menu.cases")),
        (turn.button("talk.menu_bulletins", "menu.bulletins"),),
        (turn.button("talk.menu_language", "menu.language"), turn.button("talk.menu_help", "menu.help")),
    )


def language_rows(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The four languages, each in its own words."""
    return tuple((turn.button(f"talk.language_{each}", f"lang.{each}"),) for each in LANGUAGES)
