"""What people may type outside a dialog to get something done, with or without diacritics, in every language."""

from enum import StrEnum

from core.words import Words
from dialogs.engine.ear import phrases, plain

_SHORT = 80  # characters: a longer text says more than thanks


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
    NOTICE = "notice"
    WORD = "word"
    VISIT = "visit"
    CONTEST = "contest"
    DIALOGUE = "dialogue"
    RATE = "rate"
    BOARD = "board"
    LETTER = "letter"


_LONGEST = 400  # letters, signs and spaces together; a longer text is a story


def intent(words: Words, text: str) -> Intent | None:
    """What a short text asks for; None when it tells a story of its own."""
    said = plain(text) if len(text) <= _LONGEST else ""
    if not said or len(said) > 40:
        return None
    return next((each for each in Intent if said in phrases(words, f"menu.{each.value}")), None)


def is_thanks(words: Words, text: str) -> bool:
    """Whether a text only says thanks: "cảm ơn nhưng đèn vẫn chưa sáng" says more, and is for the ward."""
    return _is_only(words, text, "menu.thanks")


def is_greeting(words: Words, text: str) -> bool:
    """Whether a text only greets, asks for the menu or nods ("vâng ạ")."""
    return _is_only(words, text, "menu.menu") or plain(text) in phrases(words, "menu.small_talk")


def _is_only(words: Words, text: str, key: str) -> bool:
    """Whether the text is only one or more of these phrases, with or without polite words around them."""
    said = f" {plain(text)} " if len(text) <= _LONGEST else " "
    if len(said) > _SHORT or said.isspace():
        return False
    found = [each for each in phrases(words, key) if f" {each} " in said]
    for each in sorted((*found, *phrases(words, "menu.polite")), key=len, reverse=True):
        while f" {each} " in said:
            said = said.replace(f" {each} ", " ")
    return bool(found) and not said.strip()
