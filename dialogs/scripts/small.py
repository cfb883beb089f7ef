"""The short dialogs: consents, a question to the ward, and where further words belong."""

from dataclasses import dataclass, replace

from core.message import Json, Media
from dialogs.engine.errors import RefusedError
from dialogs.engine.questions import Choose, came_along, write, write_or_skip, yes_no
from dialogs.engine.script import Dialog, Here, Script, ask, look
from dialogs.engine.tongue import Option

PURPOSES = ("bulletins", "voice")
NEW = "new"


@dataclass(frozen=True, slots=True)
class Consents:
    """The consents, each separate, none by default (Luật 91/2025/QH15 Điều 9). `recovery`: a word, or empty."""

    bulletins: bool
    voice: bool
    recovery: str = ""


def consents(here: Here) -> Script[Consents]:
    """Two separate consents and, where a chat can be lost, a recovery word."""
    bulletins = yield from yes_no("bulletins", "welcome.bulletins")
    voice = yield from yes_no("voice", "welcome.voice")
    recovery = (yield from write_or_skip("recovery", "welcome.recovery", most=60)) if here.recovery else ""
    return Consents(bulletins, voice, recovery)


def consents_again(here: Here) -> Script[Consents]:
    """The same when somebody asks for it. Then everybody may set a recovery word, because every chat can be lost."""
    return (yield from consents(replace(here, recovery=True)))


@dataclass(frozen=True, slots=True)
class SecretWord:
    """A word that opens a lost chat again; empty when none was given."""

    word: str


def secret_word(_here: Here) -> Script[SecretWord]:
    """One word, or none."""
    return SecretWord((yield from write_or_skip("recovery", "welcome.recovery", most=60)))


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question to the ward."""

    text: str
    media: tuple[Media, ...] = ()


def asked(_here: Here) -> Script[AskedQuestion]:
    """One question, with files if they help."""
    text = yield from write("text", "petition.ask_text")
    files = yield from came_along("photos")
    return AskedQuestion("\n".join(each for each in (text, files.notes) if each), files.media)


@dataclass(frozen=True, slots=True)
class Belongs:
    """Where the words go: to the case with that id or, if it is None, into a new petition."""

    case_id: int | None


def _cases(found: Json) -> tuple[tuple[str, str], ...]:
    if not isinstance(found, list):
        raise RefusedError("dialogs.choose_one")
    return tuple((str(each[0]), str(each[1])) for each in found if isinstance(each, list))


def add_or_new(_here: Here) -> Script[Belongs]:
    """Ask whether the words belong to one of the open cases."""
    found = yield from look("cases", "open_cases", _cases)
    options = tuple(Option(value, label=label) for value, label in found)
    choices = (*options, Option(NEW, "petition.as_new"))
    taken = yield from ask(Choose(key="which", says="petition.add_or_new", options=choices, open=True))
    return Belongs(None if taken == NEW else int(taken))


WELCOME: Dialog[Consents] = Dialog("welcome", 1, consents, secret=True)
WORD: Dialog[SecretWord] = Dialog("word", 1, secret_word, secret=True)
CONSENTS: Dialog[Consents] = Dialog("consents", 1, consents_again, secret=True)
ASK: Dialog[AskedQuestion] = Dialog("ask", 1, asked, text="text", media="photos")
ADD_OR_NEW: Dialog[Belongs] = Dialog("add_or_new", 1, add_or_new, text="text", media="photos", place="place")
