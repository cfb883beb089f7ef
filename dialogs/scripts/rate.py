"""A rating of one of the ward's official channels, from 1 to 5, in confidence (NĐ 224/2026/NĐ-CP)."""

from dataclasses import dataclass

from core.message import Json
from dialogs.engine.errors import RefusedError
from dialogs.engine.questions import Choose, choose
from dialogs.engine.script import Dialog, Here, Said, Script, ask, look
from dialogs.engine.tongue import Option


@dataclass(frozen=True, slots=True)
class RatedChannel:
    """What somebody says of a channel. `stars`: 1 to 5."""

    channel: int
    stars: int


@dataclass(frozen=True, slots=True)
class NoChannel:
    """There is nothing to rate, or nothing more. `why`: the key of a sentence."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stars(Choose):
    """A number from 1 to 5, pressed or typed ("4", "4 sao", "4/5")."""

    def read(self, said: Said) -> Json:
        typed = said.incoming.text.strip()
        alone = typed[:1] in self._values() and not typed[1:2].isdigit() and len(typed) < _SHORT
        return typed[:1] if alone and not said.chosen else Choose.read(self, said)


_SHORT = 8  # characters: longer words are no number


def rate(_here: Here) -> Script[RatedChannel | NoChannel]:
    """Choose a channel if there are several, then a number. Digits mean what they say on every platform."""
    why, channels = yield from look("channels", "channels", _found)
    if not channels:
        return NoChannel(why)
    which = channels[0][0]
    if len(channels) > 1:
        which = yield from choose("which", "rate.which", *(Option(value, label=label) for value, label in channels))
    options = tuple(Option(str(each), f"rate.star_{each}") for each in range(1, 6))
    stars = yield from ask(Stars(key="stars", says="rate.stars", options=options))
    return RatedChannel(int(which), int(stars))


def _found(found: Json) -> tuple[str, tuple[tuple[str, str], ...]]:
    if not isinstance(found, dict) or not isinstance(rows := found.get("channels"), list):
        raise RefusedError("dialogs.choose_one")
    return str(found.get("why")), tuple((str(each[0]), str(each[1])) for each in rows if isinstance(each, list))


RATE: Dialog[RatedChannel | NoChannel] = Dialog("rate", 1, rate, secret=True)
