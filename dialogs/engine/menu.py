"""What people may type outside of a dialog to get something done, with or without diacritics, in every language."""

from enum import StrEnum

from core.words import Words
from dialogs.engine.ear import phrases, plain


class Intent(StrEnum):
    """What somebody wants."""

    REPORT = "report"
    ASK = "ask"
    CASES = "cases"
    LANGUAGE = "language"
    HELP = "help"
    MENU = "menu"
    CONSENTS = "consents"
    POLL = "poll"
    MOVE = "move"
    ERASE = "erase"
    BULLETINS = "bulletins"
    NEWS = "news"
    HOUSEHOLD = "household"


_LONGEST = 400  # letters, signs and blanks too; more is a story


def intent(words: Words, text: str) -> Intent | None:
    """What a short text asks for; none when it is a story of its own."""
    said = plain(text) if len(text) <= _LONGEST else ""
    if not said or len(said) > 40:
        return None
    return next((each for each in Intent if said in phrases(words, f"menu.{each.value}")), None)


def is_thanks(words: Words, text: str) -> bool:
    """Whether a short text only thanks."""
    said = plain(text) if len(text) <= _LONGEST else ""
    return (
        0 < len(said) < 80
        and any(said == each or said.startswith(f"{each} ") for each in phrases(words, "menu.thanks"))
        and len(said.split()) <= 8
    )
