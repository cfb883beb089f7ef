"""The value of a button: a verb and its arguments, `verb.argument.argument`, at most 64 bytes.

Buttons stay in chats for years, so we read every form that was ever sent: `_EARLIER` lists those of earlier releases.
The buttons of a dialog's question have their own form, which names their run (`dialogs.engine.press`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LIMIT = 64  # bytes of UTF-8: Telegram's limit
YES, NO = "yes", "no"
_SIGNS = {"+": YES, "-": NO}
_EARLIER: Mapping[re.Pattern[str], str] = {  # the present form of each earlier one
    re.compile(r"case\+(-?\d{1,18})"): "case.open.{0}",
    re.compile(r"case-(-?\d{1,18})"): "case.leave.{0}",
    re.compile(r"done([+-])(-?\d{1,18})"): "done.{0}.{1}",
    re.compile(r"gn([+-])([\w-]{1,16})"): "group.{0}.{1}",
    re.compile(r"erase([+-])(\d{0,18})"): "erase.{0}.{1}",
    re.compile(r"voice([+-])"): "voice.{0}",
    re.compile(r"topic\.([^.]+)([+-])"): "topic.{0}.{1}",
    re.compile(r"hh\.leave"): "household.leave",
    re.compile(r"bul\.(\d{1,18})\.q(\d{1,2})"): "bul.{0}.q.{1}",
}


@dataclass(frozen=True, slots=True)
class Press:
    """The parsed value of a pressed button."""

    verb: str
    args: tuple[str, ...] = ()

    @property
    def is_yes(self) -> bool:
        """Whether the first argument means yes."""
        return self.args[:1] == (YES,)

    @property
    def number(self) -> int:
        """The last argument, as a number. Raises ValueError when it is not one."""
        return int(self.args[-1])


def write(verb: str, *args: object) -> str:
    """The value for a Button. Raises ValueError when it could not be read back or does not fit into 64 bytes."""
    words = [verb, *map(str, args)]
    text = ".".join(words)
    if len(text.encode()) > LIMIT or any("." in each or not each for each in words):
        raise ValueError(f"a button cannot carry {text!r}")
    return text


def read(text: str) -> Press:
    """The verb and the arguments of a pressed value, in the present form, whichever release sent it."""
    for form, today in _EARLIER.items():
        if found := form.fullmatch(text):
            text = today.format(*(_SIGNS.get(each, each) for each in found.groups()))
    verb, *args = text.split(".")
    return Press(verb, tuple(args))
