"""The kinds of questions that scripts ask. Each can read what a person says, and accept it again on replay."""

from dataclasses import dataclass
from typing import TypeVar

from core.message import Json, MediaKind, Point
from core.text import normal
from dialogs.engine.collecting import Collected, close, collect, collected, reopened
from dialogs.engine.errors import DropError, RefusedError
from dialogs.engine.script import CLEAR, DONE, SKIP, Question, Said, Script, ask
from dialogs.engine.tongue import Option, Tongue

T = TypeVar("T")
CHOOSE_ONE = "dialogs.choose_one"
LONGEST = 20_000  # characters; ten thousand must come through complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Question[str]):
    """One of the options."""

    def read(self, said: Said) -> Json:
        if said.chosen not in self._values():
            raise RefusedError(CHOOSE_ONE)
        return said.chosen

    def accept(self, answer: Json) -> str:
        if (self.optional and answer == "") or (self.silent and answer is None):
            return ""
        if not isinstance(answer, str) or answer not in self._values():
            raise RefusedError(CHOOSE_ONE)
        return answer

    def present(self, tongue: Tongue, answer: Json) -> str:
        return next((tongue.label(each) for each in self.options if each.value == answer), "")

    def _values(self) -> set[str]:
        return {option.value for option in self.options}


@dataclass(frozen=True, slots=True, kw_only=True)
class Write(Question[str]):
    """Words of one's own. If they are optional, they may be "". With `or_voice` a voice note can replace the words."""

    least: int = 1
    most: int = LONGEST
    or_voice: bool = False

    def read(self, said: Said) -> Json:
        if said.chosen == SKIP and self.optional:
            return ""
        text = normal(said.incoming.text).strip()
        if not text:
            if self.or_voice and any(each.kind in _SPOKEN for each in said.incoming.media):
                return {"spoken": True}
            raise RefusedError("dialogs.write_words")
        return self._fitting(text)

    def accept(self, answer: Json) -> str:
        if (answer == "" and self.optional) or (answer == {"spoken": True} and self.or_voice):
            return ""
        if not isinstance(answer, str):
            raise RefusedError("dialogs.write_words")
        return self._fitting(answer)

    def present(self, tongue: Tongue, answer: Json) -> str:
        return answer if isinstance(answer, str) else ""

    def _fitting(self, text: str) -> str:
        if len(text) < self.least:
            raise RefusedError("dialogs.too_short", least=self.least)
        if len(text) > self.most:
            raise RefusedError("dialogs.too_long", most=self.most)
        return text


_SPOKEN = frozenset({MediaKind.VOICE, MediaKind.AUDIO})


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotosOf(Question[Collected]):
    """Photos, voice notes and documents over any number of messages. Words that come meanwhile are kept with them."""

    def read(self, said: Said) -> Json:
        if said.chosen in {SKIP, DONE}:
            return close(said.so_far)
        if said.chosen == CLEAR:
            return reopened(None)
        return collect(said.so_far, said.incoming)

    def accept(self, answer: Json) -> Collected:
        if answer is None and self.silent:
            return Collected()
        found, is_whole = collected(answer)
        if not is_whole and not self.silent:
            raise RefusedError("dialogs.send_files")
        return found

    def text(self, tongue: Tongue, so_far: Json) -> str:
        found = Collected() if so_far is None else collected(so_far)[0]
        count = len(found.media)
        return tongue.say(f"{self.says}_more", count=count) if count or found.notes else tongue.say(self.says)

    def reopened(self, answer: Json) -> Json:
        return reopened(answer)


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is: on the map, in words, both, or neither."""

    words: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where(Question[Place]):
    """A pin on the map, or words."""

    def read(self, said: Said) -> Json:
        if said.chosen == SKIP and self.optional:
            return {}
        return place_json(Place(normal(said.incoming.text).strip(), said.incoming.point))

    def accept(self, answer: Json) -> Place:
        if answer is None and self.silent:
            return Place()
        if not isinstance(answer, dict) or not (answer or self.optional):
            raise RefusedError("dialogs.tell_place")
        words, lat, lon = answer.get("words", ""), answer.get("lat"), answer.get("lon")
        if not isinstance(words, str):
            raise RefusedError("dialogs.tell_place")
        if isinstance(lat, int | float) and isinstance(lon, int | float):
            return Place(words, Point(lat, lon))
        return Place(words)

    def present(self, tongue: Tongue, answer: Json) -> str:
        words = answer.get("words", "") if isinstance(answer, dict) else ""
        return words if isinstance(words, str) else ""


def place_json(place: Place) -> dict[str, Json]:
    """The place as it is recorded. Raises RefusedError for no place, for long words and for a point off the map."""
    found: dict[str, Json] = {}
    if place.words:
        if len(place.words) > 1000:
            raise RefusedError("dialogs.too_long", most=1000)
        found["words"] = place.words
    if place.point:
        if abs(place.point.lat) > 90 or abs(place.point.lon) > 180:
            raise RefusedError("dialogs.tell_place")
        found |= {"lat": place.point.lat, "lon": place.point.lon}
    if not found:
        raise RefusedError("dialogs.tell_place")
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a summary.

    `key`: the answer that can be changed; `says`: its name; `value` or `value_says`: its value.
    """

    key: str
    says: str
    value: str = ""
    value_says: str = ""
    count: int = 0  # fills {count} of `value_says`
    then_says: str = ""  # further words after it

    def text(self, tongue: Tongue) -> str:
        """The line as it is shown."""
        value = self.value or tongue.say(self.value_says, count=self.count)
        also = f" · {tongue.say(self.then_says)}" if self.then_says else ""
        return f"{tongue.say(self.says)}: {value}{also}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(Choose):
    """All answers once more, and the three ways out: send, change one answer, drop it."""

    lines: tuple[Line, ...]

    def text(self, tongue: Tongue, so_far: Json) -> str:
        rows = [line.text(tongue) for line in self.lines]
        return "\n".join([tongue.say(self.says), "", *rows, "", tongue.say("dialogs.summary_end")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Choose):
    """Which answer to change. The choice is never kept: taking it asks that question again."""

    def accept(self, answer: Json) -> str:
        raise RefusedError(CHOOSE_ONE)


def choose(key: str, says: str, *options: Option, hint: str = "") -> Script[str]:
    """The value of the chosen option."""
    return (yield from ask(Choose(key=key, says=says, options=options, hint=hint)))


def write(key: str, says: str, *, least: int = 1, most: int = LONGEST, or_voice: bool = False) -> Script[str]:
    """Words of at least `least` and at most `most` characters; "" when a voice note came instead."""
    return (yield from ask(Write(key=key, says=says, least=least, most=most, or_voice=or_voice)))


def write_or_skip(key: str, says: str, *, most: int = 1000) -> Script[str]:
    """Words of at most `most` characters, or ""."""
    return (yield from ask(Write(key=key, says=says, most=most, optional=True)))


def photos_of(key: str, says: str) -> Script[Collected]:
    """Files and the words that came with them; none when skipped. `says`_more asks when there are some already."""
    return (yield from ask(PhotosOf(key=key, says=says, collects=True, optional=True, hint="photo")))


def came_along(key: str) -> Script[Collected]:
    """Files that came without being asked for. This never asks."""
    return (yield from ask(PhotosOf(key=key, says="dialogs.added_files", silent=True)))


def where(key: str, says: str) -> Script[Place]:
    """A pin, words, or nothing."""
    return (yield from ask(Where(key=key, says=says, optional=True, hint="place")))


def acknowledge(key: str, says: str) -> Script[str]:
    """Goes on when the person confirms that they read it. What is told meanwhile is kept."""
    options = (Option("read", "dialogs.understood"),)
    return (yield from ask(Choose(key=key, says=says, options=options, open=True)))


def yes_no(key: str, says: str) -> Script[bool]:
    """Whether the answer was yes. There is no default."""
    return (yield from choose(key, says, Option("yes", "dialogs.yes"), Option("no", "dialogs.no"))) == "yes"


def confirm(says: str, *lines: Line) -> Script[None]:
    """Ends only when the person sends. "Change" asks which answer, drops that one and asks its question again."""
    send, change, drop = (Option(each, f"dialogs.{each}") for each in ("send", "change", "drop"))
    chosen = yield from ask(Summary(key="summary", says=says, lines=lines, options=(send, change, drop)))
    if chosen == "drop":
        raise DropError
    if chosen == "change":
        options = tuple(Option(line.key, line.says) for line in lines)
        yield from ask(Change(key="change", says="dialogs.change_which", options=options, turns_back=True))
