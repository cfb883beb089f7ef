"""A question for a dialogue between UBND and the people: join one that was asked already, or ask another."""

from dataclasses import dataclass

from core.message import Json
from dialogs.engine.errors import RefusedError
from dialogs.engine.questions import Choose
from dialogs.engine.script import Dialog, Here, Script, ask, look
from dialogs.engine.tongue import Option, Tongue
from dialogs.scripts.reception import WithoutNumbers

_NEW = "new"


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody asks what another has asked."""

    question: int


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question that nobody has asked."""

    day: int
    text: str


@dataclass(frozen=True, slots=True)
class NoForum:
    """No dialogue is announced."""


@dataclass(frozen=True, slots=True)
class _Forum:
    day: int
    title: str
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Which(Choose):
    """The questions that were asked, and one of one's own."""

    title: str

    def text(self, tongue: Tongue, so_far: Json) -> str:
        return tongue.say(self.says, title=self.title)


def forum(_here: Here) -> Script[Joined | NewQuestion | NoForum]:
    """Choose a question that was asked, or write one."""
    found = yield from look("forum", "forum", _forum)
    if not found.day:
        return NoForum()
    which = _NEW
    if found.questions:
        options = (*(Option(value, label=label) for value, label in found.questions), Option(_NEW, "forum.new"))
        which = yield from ask(Which(key="which", says="forum.which", options=options, title=found.title))
    if which != _NEW:
        return Joined(int(which))
    text = yield from ask(WithoutNumbers(key="text", says="forum.ask", least=5, most=500))
    return NewQuestion(found.day, text)


def _forum(found: Json) -> _Forum:
    if not isinstance(found, dict) or not isinstance(rows := found.get("questions"), list):
        raise RefusedError("dialogs.choose_one")
    day = found.get("day")
    pairs = tuple((str(each[0]), str(each[1])) for each in rows if isinstance(each, list))
    return _Forum(day if isinstance(day, int) else 0, str(found.get("title")), pairs)


FORUM: Dialog[Joined | NewQuestion | NoForum] = Dialog("forum", 1, forum)
