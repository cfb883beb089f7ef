"""The ward's residential groups and hamlets, and which of them people mean by what they type.

The hamlets are those of the former xã Linh Sơn; the numbers of the tổ dân phố are invented, since the ward's list was
being rearranged in 2026. Admins keep the real list.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from core.text import folded_words


@dataclass(frozen=True, slots=True)
class Place:
    """A tổ dân phố or xóm: its stable code, its name, and other names people use."""

    code: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def linh_son() -> tuple[Place, ...]:
    """The list that a new ward starts with."""
    raw = json.loads(files("civics").joinpath("units.json").read_text("utf-8"))
    return tuple(Place(each["code"], each["kind"], each["name"], tuple(each["aliases"])) for each in raw)


def match(text: str, places: Iterable[Place]) -> tuple[Place, ...]:
    """The places a text names, with or without diacritics; those named by the longest name only.

    `tổ 1` is not found in `tổ 12`. Several candidates come back all: the caller asks.
    """
    words = f" {' '.join(folded_words(text))} "
    best: dict[Place, int] = {}
    for place in places:
        for name in (place.name, *place.aliases):
            folded = " ".join(folded_words(name))
            if folded and f" {folded} " in words:
                best[place] = max(best.get(place, 0), len(folded))
    longest = max(best.values(), default=0)
    return tuple(place for place, size in best.items() if size == longest)
