"""Records to try out, with which the demo ward begins: facts of the national portal in our own words.

Each has its source and the day when it was read. What a ward must fill itself (most fees) is left empty.
"""

import json
from functools import lru_cache
from importlib.resources import files

from civics.answers.records import Record, record


@lru_cache(maxsize=1)
def examples() -> tuple[Record, ...]:
    """The records, by family."""
    lines = files("civics.answers").joinpath("examples.jsonl").read_text("utf-8").splitlines()
    return tuple(record(json.loads(line)) for line in lines)
