"""A law contest in the chat: who takes part, then question after question by the server's clock.

The script never sees which answer is right. What was answered is kept by the finder of the next question, at once: so
an answer counts from the moment it came, and stands, whatever is pressed later.
"""

from dataclasses import dataclass

from core.message import Json
from dialogs.engine.errors import RefusedError
from dialogs.engine.questions import Choose, Write, choose
from dialogs.engine.script import Dialog, Here, Question, Said, Script, ask, look
from dialogs.engine.tongue import Option, Tongue

_MOST_GUESS = 10_000_000
NAMED, HIDDEN, NO_UNIT = "named", "hidden", "0"


@dataclass(frozen=True, slots=True)
class Played:
    """An attempt came to its end."""

    attempt: int


@dataclass(frozen=True, slots=True)
class NoContest:
    """Nothing to take part in. `why`: the key of a sentence."""

    why: str = "quiz.none"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A contest as this person finds it."""

    round: int
    title: str
    about: str
    count: int
    seconds: int
    left: int
    begun: bool  # an attempt goes on
    entered: bool
    units: tuple[tuple[str, str], ...]
    why: str  # what bars this person now


@dataclass(frozen=True, slots=True)
class _Put:
    """A question as it is shown; `place` 0: there is none any more."""

    place: int
    of: int
    seconds: int
    text: str
    options: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Choose):
    """What awaits the person, before the first question."""

    entry: _Entry

    def text(self, tongue: Tongue, so_far: Json) -> str:
        it = self.entry
        return tongue.say(self.says, title=it.title, count=it.count, seconds=it.seconds, left=it.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Choose):
    """The group for which the points count."""

    entry: _Entry

    def text(self, tongue: Tongue, so_far: Json) -> str:
        return tongue.say(self.says, title=self.entry.title, about=self.entry.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Write):
    """A name as it may be published: no number of a card or a telephone."""

    def read(self, said: Said) -> Json:
        answer = Write.read(self, said)  # super() without arguments fails in a class with slots
        if any(map(str.isdigit, str(answer or ""))):
            raise RefusedError("quiz.name_only")
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess(Question[int]):
    """A number, typed."""

    def read(self, said: Said) -> Json:
        text = said.incoming.text.strip().replace(".", "")
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise RefusedError("quiz.guess_number")
        return int(text)

    def accept(self, answer: Json) -> int:
        if not isinstance(answer, int) or isinstance(answer, bool) or not 0 <= answer <= _MOST_GUESS:
            raise RefusedError("quiz.guess_number")
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz(Choose):
    """One question with its options. The letters are those that are shown, never those of the bank."""

    put: _Put

    def text(self, tongue: Tongue, so_far: Json) -> str:
        it = self.put
        listed = "\n".join(f"{letter.upper()}. {words}" for letter, words in it.options)
        asked = tongue.say(self.says, place=it.place, of=it.of, seconds=it.seconds, text=it.text, options=listed)
        return f"{tongue.say(it.note)}\n\n{asked}" if it.note else asked


def contest(_here: Here) -> Script[Played | NoContest]:
    """Choose a contest, enter it once, answer its questions."""
    offered = yield from look("open", "contests", _pairs)
    if not offered:
        return NoContest()
    which = offered[0][0]
    if len(offered) > 1:
        which = yield from choose("which", "quiz.which", *(Option(value, label=label) for value, label in offered))
    entry = yield from look("entry", "contest_entry", _entry, about=which)
    if entry.why:
        return NoContest(entry.why)
    who: dict[str, Json] = {} if entry.entered else (yield from _who(entry))
    go = (Option("go", "quiz.go"),)
    says = "quiz.go_on" if entry.begun else "quiz.start"
    yield from ask(Start(key="start", says=says, options=go, entry=entry, back=False))
    about: dict[str, Json] = {"contest": which, "round": entry.round, **who}
    attempt = yield from look("attempt", "contest_begin", _number, about=about)
    answered: Json = None
    seen: set[int] = set()
    for step in range(2 * entry.count + 2):
        put = yield from look(
            f"q{step}", "contest_question", _put, about={"attempt": attempt, "answered": answered, "step": step}
        )
        if not put.place or put.place in seen:
            break
        seen.add(put.place)
        options = tuple(Option(letter, label=letter.upper()) for letter, _ in put.options)
        quiz = Quiz(key=f"a{put.place}", says="quiz.question", options=options, put=put, back=False, counts=True)
        answered = [put.place, (yield from ask(quiz))]
    return Played(attempt)


def _who(entry: _Entry) -> Script[dict[str, Json]]:
    """What is asked once: the group, whether the name may be published, the guess. No identity number."""
    units = (*(Option(value, label=label) for value, label in entry.units), Option(NO_UNIT, "quiz.unit_none"))
    unit = yield from ask(Unit(key="unit", says="quiz.unit", options=units, entry=entry))
    ways = (Option(NAMED, "quiz.naming_named"), Option(HIDDEN, "quiz.naming_hidden"))
    naming = yield from choose("naming", "quiz.naming", *ways)
    name = ""
    if naming == NAMED:
        name = yield from ask(Name(key="name", says="quiz.name", most=80))
    guess = yield from ask(Guess(key="guess", says="quiz.guess"))
    return {"unit": unit, "name": name, "guess": guess}


def _pairs(found: Json) -> tuple[tuple[str, str], ...]:
    if not isinstance(found, list):
        raise RefusedError("dialogs.choose_one")
    return tuple((str(each[0]), str(each[1])) for each in found if isinstance(each, list))


def _entry(found: Json) -> _Entry:
    if not isinstance(found, dict):
        raise RefusedError("dialogs.choose_one")
    return _Entry(
        _number(found.get("round")), str(found.get("title")), str(found.get("about")), _number(found.get("count")),
        _number(found.get("seconds")), _number(found.get("left")), found.get("begun") is True,
        found.get("entered") is True, _pairs(found.get("units")), str(found.get("why")),
    )  # fmt: skip


def _number(found: Json) -> int:
    if not isinstance(found, int):
        raise RefusedError("dialogs.choose_one")
    return found


def _put(found: Json) -> _Put:
    if not isinstance(found, dict):
        raise RefusedError("dialogs.choose_one")
    return _Put(
        _number(found.get("place")), _number(found.get("of")), _number(found.get("seconds")), str(found.get("text")),
        _pairs(found.get("options")), str(found.get("note")),
    )  # fmt: skip


CONTEST: Dialog[Played | NoContest] = Dialog("contest", 1, contest)
