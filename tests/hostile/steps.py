"""How many steps a pattern takes: a small backtracking matcher over Python's own parse tree, which counts.

The engine in C counts nothing, and a clock tells more of the machine than of the pattern. This one is slow and plain;
the test holds it to `re` itself, so that what is counted is what is matched.
"""

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

ops: Any = importlib.import_module("re._constants")  # the tree has no other door
parser: Any = importlib.import_module("re._parser")

Go = Callable[[int], bool]


class TooManyStepsError(Exception):
    """The budget is spent."""


@dataclass(slots=True)
class Matcher:
    """Searches for a pattern in one text. `steps` is how often anything was tried."""

    pattern: "re.Pattern[str]"
    text: str
    most: int = 10_000_000
    steps: int = 0
    groups: dict[int, tuple[int, int]] = field(default_factory=dict)

    def search(self, start: int = 0) -> tuple[int, int] | None:
        """Where the first match stands, as `Pattern.search` has it. Raises TooManyStepsError."""
        tree = _tree(self.pattern)
        end: list[int] = []

        def done(at: int) -> bool:
            end[:] = [at]
            return True

        for at in range(start, len(self.text) + 1):
            self.groups.clear()
            if self._all(tree, 0, at, done):
                return at, end[0]
        return None

    def everywhere(self) -> Iterator[tuple[int, int]]:
        """All matches, as `finditer` has them but for empty ones beside others."""
        at = 0
        while (found := self.search(at)) is not None:
            yield found
            at = found[1] if found[1] > found[0] else found[1] + 1

    def _all(self, items: list[Any], place: int, at: int, go: Go) -> bool:
        if place == len(items):
            return go(at)
        return self._one(items[place], at, lambda after: self._all(items, place + 1, after, go))

    def _one(self, item: tuple[Any, Any], at: int, go: Go) -> bool:
        self.steps += 1
        if self.steps > self.most:
            raise TooManyStepsError
        op, what = item
        if op in (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN):
            return at < len(self.text) and self._letter(item, at) and go(at + 1)
        if op is ops.BRANCH:
            return any(self._all(list(each), 0, at, go) for each in what[1])
        if op is ops.SUBPATTERN:
            return self._group(what[0], list(what[-1]), at, go)
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            return self._repeat(what, at, go, greedy=op is ops.MAX_REPEAT)
        if op is ops.AT:
            return self._stands(what, at) and go(at)
        if op in (ops.ASSERT, ops.ASSERT_NOT):
            return self._looks(what, at) is (op is ops.ASSERT) and go(at)
        assert op is ops.GROUPREF, op
        first, last = self.groups.get(what, (0, -1))
        said = self.text[first:last]
        return last >= first and self.text.startswith(said, at) and go(at + len(said))

    def _letter(self, item: tuple[Any, Any], at: int) -> bool:
        return _single(item, self.pattern.flags).match(self.text, at) is not None

    def _group(self, number: int | None, items: list[Any], at: int, go: Go) -> bool:
        def closed(after: int) -> bool:
            before = self.groups.get(number or 0)
            if number:
                self.groups[number] = (at, after)
            if go(after):
                return True
            if number and before is not None:
                self.groups[number] = before
            return False

        return self._all(items, 0, at, closed)

    def _repeat(self, what: Any, at: int, go: Go, *, greedy: bool) -> bool:
        least, most, items = what[0], what[1], list(what[2])
        if len(items) == 1 and items[0][0] in (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN):
            return self._run(items[0], at, go, least=least, most=most, greedy=greedy)

        def more(times: int, here: int) -> bool:
            if times < least:
                return self._all(items, 0, here, partial(more, times + 1))
            further = times < most
            if not greedy and go(here):
                return True
            if further and self._all(items, 0, here, lambda after: after > here and more(times + 1, after)):
                return True
            return greedy and go(here)

        return more(0, at)

    def _run(self, item: Any, at: int, go: Go, *, least: int, most: Any, greedy: bool) -> bool:
        """A run of single letters, without a frame for each of them."""
        end = at
        reach = len(self.text) if most is ops.MAXREPEAT else min(len(self.text), at + int(most))
        while end < reach and self._counted(item, end):
            end += 1
        ends = range(end, at + least - 1, -1) if greedy else range(at + least, end + 1)
        return any(self._went(go, each) for each in ends)

    def _counted(self, item: Any, at: int) -> bool:
        self.steps += 1
        return self._letter(item, at)

    def _went(self, go: Go, at: int) -> bool:
        self.steps += 1
        if self.steps > self.most:
            raise TooManyStepsError
        return go(at)

    def _looks(self, what: Any, at: int) -> bool:
        direction, items = what
        if direction > 0:
            return self._all(list(items), 0, at, lambda _: True)
        low, high = items.getwidth()
        widths = range(low, min(high, at) + 1)
        return any(self._all(list(items), 0, at - each, lambda end: end == at) for each in widths)

    def _stands(self, what: Any, at: int) -> bool:
        text, many = self.text, bool(self.pattern.flags & re.MULTILINE)
        if what in (ops.AT_BEGINNING, ops.AT_BEGINNING_STRING):
            return at == 0 or (what is ops.AT_BEGINNING and many and text[at - 1] == "\n")
        if what in (ops.AT_END, ops.AT_END_STRING):
            last = at == len(text) or (what is ops.AT_END and at == len(text) - 1 and text[at] == "\n")
            return last or (what is ops.AT_END and many and text[at] == "\n")
        edge = (at > 0 and _word(text[at - 1])) != (at < len(text) and _word(text[at]))
        return edge is (what is ops.AT_BOUNDARY)


def _word(letter: str) -> bool:
    return letter == "_" or letter.isalnum()


@cache
def _tree(pattern: "re.Pattern[str]") -> list[Any]:
    return list(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))


_KNOWN: dict[tuple[int, int], tuple[Any, "re.Pattern[str]"]] = {}  # the item is held, so that its id stays its own


def _single(item: tuple[Any, Any], flags: int) -> "re.Pattern[str]":
    """The engine's own word on one letter: a pattern of this item alone."""
    name = (id(item), flags & (re.IGNORECASE | re.DOTALL))
    if name not in _KNOWN:
        _KNOWN[name] = (item, re.compile(written(item), name[1]))
    return _KNOWN[name][1]


_CATEGORIES = {
    ops.CATEGORY_DIGIT: r"\d", ops.CATEGORY_NOT_DIGIT: r"\D", ops.CATEGORY_SPACE: r"\s",
    ops.CATEGORY_NOT_SPACE: r"\S", ops.CATEGORY_WORD: r"\w", ops.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def written(item: tuple[Any, Any]) -> str:
    """A single-letter item as a pattern."""
    op, what = item
    if op is ops.ANY:
        return "."
    if op in (ops.LITERAL, ops.NOT_LITERAL):
        return f"[{'^' if op is ops.NOT_LITERAL else ''}{re.escape(chr(what))}]"
    found = ""
    for kind, value in what:
        if kind is ops.NEGATE:
            found += "^"
        elif kind is ops.LITERAL:
            found += re.escape(chr(value))
        elif kind is ops.RANGE:
            found += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        else:
            found += _CATEGORIES[value]
    return f"[{found}]"
