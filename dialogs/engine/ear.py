"""What people mean by what they type: commands, labels and numbers, with or without diacritics, in every language."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from civics.hearing.spelling import from_telex
from core.message import Incoming
from core.text import folded_words
from core.words import Words
from dialogs.engine.script import DONE, SKIP, Here, Question
from dialogs.engine.tongue import Option

_NUMBER = re.compile(r"(?:so )?([0-9]{1,3})")
_SHORT = 100  # characters: a longer text is no command and no label
_NAMES = 10  # words: names that are said one after the other are short


class Command(StrEnum):
    """Words that work inside every dialog."""

    BACK = "back"
    CANCEL = "cancel"
    GO_ON = "go_on"
    SKIP = "skip"
    DONE = "done"


def plain(text: str) -> str:
    """The words of a text, folded: `"Quay  lại!"` and `quay lai` give the same."""
    return _short(text) if len(text) <= _SHORT else _plain(text)


def label(text: str) -> str:
    """`plain` for a text of the catalogue or the name of a unit, which is remembered. Never for a person's words."""
    return _label(text)


def _plain(text: str) -> str:
    return " ".join(folded_words(text))


_label = lru_cache(maxsize=2048)(_plain)
# One message is compared with many labels, one rule after the other. So few, that no words stay here for long.
_short = lru_cache(maxsize=4)(_plain)


def phrases(words: Words, key: str) -> frozenset[str]:
    """The ways to say `key` in all languages, folded. In the catalogue they are separated by `|`."""
    return _phrases(words.every(key))


@lru_cache(maxsize=512)  # a pure function of the catalogue's texts; it took 1.2 ms per loose message
def _phrases(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(found for text in texts for each in text.split("|") if (found := plain(each)))


def _says(words: list[str], names: frozenset[str]) -> bool:
    """Whether the words are a name, or names of the same thing one after the other: `đúng rồi, gửi đi`."""
    if " ".join(words) in names:
        return True
    heads = (at for at in range(1, len(words)) if " ".join(words[:at]) in names)
    return len(words) <= _NAMES and any(_says(words[at:], names) for at in heads)


def numbered(options: Iterable[Option], here: Here) -> bool:
    """Whether the choices are shown as a numbered list because their buttons do not fit. Only then do digits count."""
    return sum(1 for _ in options) > here.buttons


class Ear:
    """One object, made from the catalogue at the start and passed as a parameter."""

    def __init__(self, words: Words) -> None:
        """`words`: the catalogue; `dialogs.command.*` holds what people may type."""
        self._words = words
        self._said: dict[str, frozenset[str]] = {}  # by key of the catalogue: the ways to name an option
        self._manners = phrases(words, "dialogs.said.manners")
        self._commands = {text: each for each in Command for text in phrases(words, f"dialogs.command.{each.value}")}

    def command(self, incoming: Incoming) -> Command | None:
        """The command that the whole message is: typed (`quay lai`), or as a slash command (`/quaylai`)."""
        if incoming.command:
            return self._commands.get(plain(incoming.command))
        return self._commands.get(plain(incoming.text)) if len(incoming.text) < 40 else None

    def chosen(self, question: Question[object], incoming: Incoming, here: Here) -> str:
        """The value of the option that was typed: by label, another word or number.

        Otherwise SKIP or DONE where they fit, or "".
        """
        if not incoming.text and not incoming.command:
            return ""
        if len(incoming.text) < 100 and (typed := plain(incoming.text)):
            for way in self._ways(incoming.text, typed):
                fitting = {each.value for each in question.options if _says(way.split(), self._names(each))}
                if len(fitting) == 1:
                    return fitting.pop()
            if match := _NUMBER.fullmatch(typed):
                return self._counted(question, here, int(match[1]))
        command = self.command(incoming)
        if command is Command.SKIP and (question.optional or question.collects):
            return SKIP
        return DONE if command is Command.DONE and question.collects else ""

    def _ways(self, text: str, typed: str) -> tuple[str, ...]:
        """The words as they were typed, as Telex meant them, and each of these without polite words around it."""
        meant = plain(" ".join(from_telex(each) for each in text.lower().split()))
        bare = tuple(self._without_manners(each) for each in (typed, meant))
        return tuple(dict.fromkeys(each for each in (typed, meant, *bare) if each))

    def _without_manners(self, typed: str) -> str:
        words = typed.split()
        while words and words[-1] in self._manners:
            words.pop()
        while words and words[0] in self._manners:
            words.pop(0)
        return " ".join(words)

    def _counted(self, question: Question[object], here: Here, number: int) -> str:
        """The option of that number: where a list is shown, or where no label has numbers of its own."""
        shown = [each for each in question.options if each.shown]
        listed = numbered(shown, here)
        if not listed and (not question.counts or any(c.isdigit() for each in shown for c in each.label)):
            return ""
        return shown[number - 1].value if 0 < number <= len(shown) else ""

    def _as_said(self, says: str) -> frozenset[str]:
        """The ways to name an option. For a ballot there are none: there, only an option's own words are a choice."""
        room, _, name = says.rpartition(".")
        return phrases(self._words, f"dialogs.said.{name}") if room in {"dialogs", "petition"} else frozenset()

    def _names(self, option: Option) -> frozenset[str]:
        if option.label or option.aliases:
            names = (option.label,) if option.label else self._words.every(option.says)
            return frozenset(label(name) for name in (*names, *option.aliases))
        if option.says not in self._said:
            also = self._as_said(option.says)
            self._said[option.says] = also | frozenset(map(label, self._words.every(option.says)))
        return self._said[option.says]
