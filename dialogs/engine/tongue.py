"""How a question finds its words: the options under it, and the language in which it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.words import Words


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `says` is the key of its label; `label` is the label itself when it comes from outside."""

    value: str
    says: str = ""
    label: str = ""
    aliases: tuple[str, ...] = ()  # other words for it that people may type
    shown: bool = True  # whether it has a button; one without a button is understood when typed, or on an old button


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a prompt finds its words: the catalogue, one language, and facts that may fill a sentence (`ward`)."""

    words: Words
    language: str
    facts: Mapping[str, str]

    def say(self, key: str, /, **values: object) -> str:
        """The sentence for `key`. Raises KeyError for a key that is not in the catalogue."""
        return self.words.say(self.language, key, **{**self.facts, **values})

    def label(self, option: Option) -> str:
        """The label on the button of an option."""
        return option.label or self.say(option.says)
