"""Files of JSON lines that commands read. The error of an invalid line names it and says how to write it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from core.errors import DanBanError

T = TypeVar("T")


class UnreadableLinesError(DanBanError):
    """The file holds an invalid line; the sentence names it."""


def read_lines(path: Path, each: Callable[[object, int], T], *, example: str) -> Iterator[T]:
    """The result of `each` for every line that is not empty, with its number from 1. Raises UnreadableLinesError."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            filled = ((number, line) for number, line in enumerate(file, 1) if line.strip())
            for count, (number, line) in enumerate(filled, 1):
                yield _one(line, count, each, where=f"{path}, line {number}", example=example)
    except OSError as error:
        raise UnreadableLinesError(f"{path}: {error.strerror or 'it cannot be opened'}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableLinesError(f"{path}: this is no text in UTF-8.") from error


def _one(line: str, count: int, each: Callable[[object, int], T], *, where: str, example: str) -> T:
    try:
        return each(json.loads(line), count)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableLinesError(f"{where}: write each line as {example}.") from error
