"""The engine of dialogs. A script is a generator without I/O; it runs again from the top with the answers it has.

A dialog asks with `yield from` and returns a frozen result. A run is kept as one JSON object: each answer under the key
of its question. Keys that begin with `~` are the engine's own notes. `~from`: which message answered a question.
`~was`: an answer before somebody asked to change it. `~ask`: the silent question that is asked now, because somebody
wants to change its answer. `~asked`: the questions that were asked, because words may answer a question early.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeAlias, TypeVar

from core.message import Incoming, Json
from dialogs.engine.errors import DropError, DuplicateKeyError, RefusedError
from dialogs.engine.tongue import Option, Tongue

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Answers: TypeAlias = Mapping[str, Json]

SKIP, DONE, CLEAR, BACK, CANCEL = "~skip", "~done", "~clear", "~back", "~cancel"
STAFF = "~staff"  # a button's value: let staff read what the question did not take
ASK, ASKED = "~ask", "~asked"


@dataclass(frozen=True, slots=True)
class Here:
    """What a script may know of its chat. It does not change during a run, because a run belongs to one chat."""

    sealed: bool = False  # may a denunciation be taken here (never on Telegram, never in groups)
    recovery: bool = False  # is a recovery word useful here (in the web chat, whose cookie can be lost)
    buttons: int = 100  # how many buttons fit under a message; 0: a numbered list


@dataclass(frozen=True, slots=True)
class Said:
    """What a person answers, for the question that reads it."""

    incoming: Incoming
    chosen: str = ""  # the option's value, or SKIP, DONE, CLEAR, if a button, its label or its number was given
    so_far: Json = None  # the present answer, for questions that collect


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(ABC, Generic[T_co]):
    """One question. `read` runs once, when the person answers. `accept` runs on every replay."""

    key: str
    says: str  # the key of the words that ask
    options: tuple[Option, ...] = ()
    optional: bool = False  # may be skipped
    collects: bool = False  # the answer grows over several messages until DONE
    silent: bool = False  # asked only to change its answer; without an answer, `accept(None)` gives the value
    counts: bool = False  # a typed number means the option at that place, although the buttons have no numbers
    back: bool = True  # whether a button leads back; "quay lại" may always be typed
    open: bool = False  # words that are no option are added to the story of the dialog, however few (`loose`)
    turns_back: bool = False  # the answer names another question, whose answer is dropped and asked again
    hint: str = ""  # Outgoing.ask: "place", "photo", "voice"

    @abstractmethod
    def read(self, said: Said) -> Json:
        """The meaning, as it is recorded. Raises RefusedError with the sentence to say."""

    @abstractmethod
    def accept(self, answer: Json) -> T_co:
        """The value of a recorded answer. Raises RefusedError when this release does not take it (any more)."""

    def text(self, tongue: Tongue, so_far: Json) -> str:
        """The words that ask. `so_far` is what was collected."""
        return tongue.say(self.says)

    def reopened(self, answer: Json) -> Json:
        """What remains of an answer when the person goes back to it; None: nothing."""
        return None

    def present(self, tongue: Tongue, answer: Json) -> str:
        """An answer in words, shown when somebody comes back to the question; empty where words would not help."""
        return ""

    def turns_to(self, answer: Json) -> bool:
        """Whether the answer names another question, which is asked again."""
        return self.turns_back

    def loose(self, text: str, answers: Answers) -> tuple[dict[str, Json], str] | None:
        """Where words that are no option belong: the changed answers, and the key of the sentence that says so.

        Called only for an `open` question. None: after what was told before.
        """
        return None

    @property
    def grows(self) -> bool:
        """Whether files that come after the answer belong to it (`grown` takes them)."""
        return False

    def is_part(self, answer: Json, incoming: Incoming) -> bool:
        """Whether a message is one more picture of the album that began the answer."""
        return False

    def grown(self, answer: Json, incoming: Incoming) -> tuple[Json, str]:
        """The answer with the files of a further message, and the key of the sentence that says so.

        Called only where `grows`. Raises RefusedError for files that do not fit.
        """
        raise RefusedError("dialogs.bad_file")


@dataclass(frozen=True, slots=True)
class Look(Generic[T_co]):
    """A fact from outside. The script yields this request; a handler finds the fact and records what it was for."""

    key: str
    wants: str  # the name of the finder
    about: Json
    accept: Callable[[Json], T_co]


Step: TypeAlias = Question[object] | Look[object]
Script: TypeAlias = Generator[Step, Json, T]


def ask(question: Question[T]) -> Script[T]:
    """The answer to a question."""
    return question.accept((yield question))


def look(key: str, wants: str, accept: Callable[[Json], T], *, about: Json = None) -> Script[T]:
    """What the finder `wants` found for `about`. When `about` changes, it looks again."""
    return accept((yield Look(key, wants, about, accept)))


@dataclass(frozen=True, slots=True)
class Dialog(Generic[T_co]):
    """A script under its name. `text`, `media`, `place`: the keys for words, files and pins that answer no question."""

    name: str
    version: int
    script: Callable[[Here], Script[T_co]]
    steps: tuple[str, ...] = ()  # the questions that are counted: "Bước 2/5"
    text: str = ""
    media: str = ""
    place: str = ""
    secret: bool = False  # what is said in it is a recovery word: its raw payload is forgotten at once
    reminds_after: timedelta = timedelta(hours=3)  # a person who stopped half-way is then reminded once, by day


@dataclass(frozen=True, slots=True)
class Asking:
    """The person must answer `question`. `before` are the questions answered on the path, in order."""

    question: Question[object]
    before: tuple[Question[object], ...]
    so_far: Json = None
    step: tuple[int, int] | None = None
    can_return: bool = False  # whether "quay lại" leads somewhere
    present: Json = None  # the earlier answer, when somebody came back to the question
    quiet: tuple[Question[object], ...] = ()  # the silent questions on the path; their answers may be changed too

    @property
    def path(self) -> tuple[str, ...]:
        """The keys answered so far."""
        return tuple(question.key for question in self.before)


@dataclass(frozen=True, slots=True)
class Wanting:
    """A fact from outside is needed first. Record it with `found(answers, look, finding)` and play again."""

    look: Look[object]


@dataclass(frozen=True, slots=True)
class Done(Generic[T_co]):
    """The script is at its end."""

    result: T_co
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """The person dropped it. Nothing may be kept."""


def play(dialog: Dialog[T], answers: Answers, here: Here) -> Asking | Wanting | Done[T] | Dropped:
    """The point that the run has reached. Raises DuplicateKeyError when the script is wrong."""
    return _play(dialog, dict(answers), here, None)


def play_on(
    dialog: Dialog[T], answers: Answers, here: Here, find: Callable[[Look[object], Answers], Json]
) -> tuple[Asking | Done[T] | Dropped, dict[str, Json]]:
    """The point that the run reaches. `find` gives a fact for a look and the answers so far, which then hold it.

    It is what `play` gives when each fact that it wants is recorded with `found`, but the script is played once.
    """
    known = dict(answers)
    stand = _play(dialog, known, here, find)
    assert not isinstance(stand, Wanting), "every fact was found"
    return stand, known


def _play(
    dialog: Dialog[T], answers: dict[str, Json], here: Here, find: Callable[[Look[object], Answers], Json] | None
) -> Asking | Wanting | Done[T] | Dropped:
    """With `find`, facts are found on the way and recorded in `answers`."""
    script = dialog.script(here)
    before: list[Question[object]] = []
    quiet: list[Question[object]] = []
    seen: set[str] = set()
    try:
        step = next(script)
        while True:
            if step.key in seen:
                raise DuplicateKeyError(f"{dialog.name} asks {step.key!r} twice in one run")
            seen.add(step.key)
            if isinstance(step, Look):
                if not _is_found(step, answers):
                    if find is None:
                        return Wanting(step)
                    answers[step.key] = given(find(step, answers), about=step.about)
                step = script.send(_finding(step, answers))
            elif _is_answered(step, answers):
                (quiet if step.silent else before).append(step)
                step = script.send(answers.get(step.key))
            else:
                return _asking(dialog, step, before, quiet, answers)
    except StopIteration as end:
        return Done(end.value, tuple(question.key for question in before))
    except DropError:
        return Dropped()
    finally:
        script.close()


def _asking(
    dialog: Dialog[object], question: Question[object], before: list[Question[object]], quiet: list[Question[object]],
    answers: Answers,
) -> Asking:  # fmt: skip
    steps = dialog.steps
    step = (steps.index(question.key) + 1, len(steps)) if question.key in steps else None
    was = answers.get("~was")
    mine = isinstance(was, dict) and was.get("key") == question.key
    returns = _last_asked(answers, before) is not None or (mine and isinstance(was, dict) and not was.get("back"))
    present = was.get("value") if mine and isinstance(was, dict) else None
    return Asking(question, tuple(before), answers.get(question.key), step, returns, present, tuple(quiet))


def really_asked(answers: Answers, asking: Asking) -> Question[object] | None:
    """The last question before this one that was really asked. Runs of earlier releases have no note of it."""
    return _last_asked(answers, asking.before)


def _last_asked(answers: Answers, before: Sequence[Question[object]]) -> Question[object] | None:
    asked = answers.get(ASKED)
    known = asked if isinstance(asked, list) else [each.key for each in before]
    return next((each for each in reversed(before) if each.key in known), None)


def _is_answered(question: Question[object], answers: Answers) -> bool:
    if question.turns_to(answers.get(question.key)) or answers.get(ASK) == question.key:
        return False
    if question.key not in answers and not question.silent:
        return False
    try:
        question.accept(answers.get(question.key))
    except RefusedError:
        return False
    return True


def _finding(step: Look[object], answers: Answers) -> Json:
    kept = answers.get(step.key)
    return kept.get("found") if isinstance(kept, dict) else None


def _is_found(step: Look[object], answers: Answers) -> bool:
    kept = answers.get(step.key)
    if not isinstance(kept, dict) or "found" not in kept or kept.get("for") != step.about:
        return False
    try:
        step.accept(kept["found"])
    except RefusedError:
        return False
    return True


def given(finding: Json, *, about: Json = None) -> Json:
    """A finding as it is recorded, for a handler that begins a run with a fact it has already."""
    return {"for": about, "found": finding}


def found(answers: Answers, look: Look[object], finding: Json) -> dict[str, Json]:
    """The answers with a finding, recorded beside what it was found for."""
    return {**answers, look.key: given(finding, about=look.about)}
