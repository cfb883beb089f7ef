"""The words that people see, per language, from the TOML files `core/catalogue/<language>/<subject>/<page>.toml`.

A key is `page.table.name`: `petition.ask.text` is `text = "…"` under `[ask]` in `catalogue/vi/cases/petition.toml`.
Vietnamese comes first and is complete. A language that lacks a key uses the Vietnamese sentence; a test says which
languages must be complete. Values are filled in by name, as in `str.format`: "Mã hồ sơ là {code}."

Vietnamese has no neutral word for "you". What a resident reads in a private chat says `{you}` (`{You}` where a sentence
begins), which stands for the ward's choice; groups and bulletins, which many people read at once, say "bà con".
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter

from core.errors import SettingError

LANGUAGES = ("vi", "en", "zh", "ko")
FIRST = "vi"
ADDRESS = "ông/bà"  # how one resident is addressed, unless the ward says otherwise


@dataclass(frozen=True, slots=True)
class Words:
    """All words in all languages: one object, made at the start and passed as an argument."""

    _by_language: Mapping[str, Mapping[str, str]]
    _addressing: Mapping[str, str]  # the Vietnamese sentences that address one resident, with their `{you}`

    @classmethod
    def load(cls) -> "Words":
        """The catalogue that comes with the program. Raises TypeError on a value that is not text."""
        loaded = {language: _load(language) for language in LANGUAGES}
        addressing = {key: text for key, text in loaded[FIRST].items() if "{you}" in text or "{You}" in text}
        return cls(loaded, addressing).addressed(ADDRESS)

    def addressed(self, you: str) -> "Words":
        """The same words, where one resident is addressed as `you`: "ông/bà", "bác", "anh/chị"."""
        first = you[:1].upper() + you[1:]
        said = {key: text.replace("{you}", you).replace("{You}", first) for key, text in self._addressing.items()}
        return replace(self, _by_language={**self._by_language, FIRST: {**self._by_language[FIRST], **said}})

    def own(self, own: Mapping[str, Mapping[str, str]], *, you: str = ADDRESS) -> "Words":
        """The same words with a ward's own sentences, by language and key, in place of those of the program.

        Raises SettingError for a language or a key that there is not, and for a sentence with other names in braces.
        """
        first = you[:1].upper() + you[1:]
        found = dict(self._by_language)
        for language, sentences in own.items():
            if language not in found:
                raise SettingError(f"there are no words in the language {language!r}")
            said = {key: text.replace("{you}", you).replace("{You}", first) for key, text in sentences.items()}
            for key, text in said.items():
                if key not in found[FIRST]:
                    raise SettingError(f"there is no sentence {key!r}")
                if not names_in(text) <= names_in(found[FIRST][key]):
                    raise SettingError(f"the sentence {key!r} has names in braces that nobody fills in")
            found[language] = {**found[language], **said}
        return replace(self, _by_language=found)

    def addressing(self) -> Mapping[str, str]:
        """The Vietnamese sentences that address one resident, as the catalogue has them."""
        return self._addressing

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The sentence for `key` in `language`, else in Vietnamese. Raises KeyError for an unknown key."""
        text = self._by_language.get(language, {}).get(key)
        if text is None:
            text = self._by_language[FIRST][key]
        return text.format(**values) if values else text

    def has(self, language: str, key: str) -> bool:
        """Whether this language itself has the key."""
        return key in self._by_language.get(language, {})

    def keys(self, language: str) -> frozenset[str]:
        """All keys of a language."""
        return frozenset(self._by_language.get(language, {}))

    def every(self, key: str) -> tuple[str, ...]:
        """The sentence for `key` in each language that has it. A person may have typed or pressed any of them."""
        return tuple([by_key[key] for by_key in self._by_language.values() if key in by_key])


def names_in(text: str) -> frozenset[str]:
    """The names in braces of a sentence. Raises SettingError for braces that do not close."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError as error:
        raise SettingError(f"the braces of {text!r} do not close") from error


def _load(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    folder = files("core").joinpath("catalogue", language)
    if not folder.is_dir():
        return found
    for page in sorted(_pages(folder), key=lambda each: each.name):
        _flatten(page.name.removesuffix(".toml"), tomllib.loads(page.read_text("utf-8")), found)
    return found


def _pages(folder: Traversable) -> Iterator[Traversable]:
    """The pages in a folder and in its folders, one folder per subject."""
    for each in folder.iterdir():
        if each.is_dir():
            yield from _pages(each)
        elif each.name.endswith(".toml"):
            yield each


def _flatten(prefix: str, table: Mapping[str, object], found: dict[str, str]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, Mapping):
            _flatten(key, value, found)
        elif isinstance(value, str):
            found[sys.intern(key)] = value  # one key in all languages
        else:
            raise TypeError(f"{key} in the catalogue must be text")
