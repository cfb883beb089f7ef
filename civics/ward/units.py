"""The ward's residential groups and hamlets, and how to find them in what people type.

The hamlets are those of the former xã Linh Sơn. The numbers of the tổ dân phố are invented, because the ward's list was
being rearranged in 2026. Admins keep the real list.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from core.text import folded_words, gist

_NUMBER_AFTER_LETTER = re.compile(r"(?<=[^\W\d_])(?=\d)")
_ZEROS = re.compile(r"\b0+(?=[1-9])")


@dataclass(frozen=True, slots=True)
class Place:
    """A tổ dân phố or xóm: its stable code, its name, and other names that people use."""

    code: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def linh_son() -> tuple[Place, ...]:
    """The list with which a new ward starts."""
    raw = json.loads(files("civics").joinpath("units.json").read_text("utf-8"))
    return tuple(Place(each["code"], each["kind"], each["name"], tuple(each["aliases"])) for each in raw)


def match(text: str, places: Iterable[Place]) -> tuple[Place, ...]:
    """The places that a text names, with or without diacritics; only those whose found name is the longest.

    `tổ 1` is not found in `tổ 12`; `tdp5` and `tổ 05` mean `tổ 5`; a bare number is the place with that number. If
    several places fit, all are returned and the caller asks the person.
    """
    words = _plain(gist(text))
    best: dict[Place, int] = {}
    for place in places:
        for name in (place.name, *place.aliases):
            folded = _plain_name(name)
            if folded.strip() and (folded in words or (words.strip().isdigit() and folded.endswith(words))):
                best[place] = max(best.get(place, 0), len(folded))
    longest = max(best.values(), default=0)
    return tuple(place for place, size in best.items() if size == longest)


@lru_cache(maxsize=4096)  # otherwise the ward's own names are folded again for every message
def _plain_name(name: str) -> str:
    return _plain(name)


def _plain(text: str) -> str:
    """The folded words between spaces. Numbers are separated from letters before them and have no leading zeros."""
    line = " ".join(folded_words(text))
    return f" {_ZEROS.sub('', _NUMBER_AFTER_LETTER.sub(' ', line))} "
