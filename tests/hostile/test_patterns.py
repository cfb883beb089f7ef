"""No pattern costs more than the letters of a text: twice as many take it about twice the steps.

Patterns are found by walking the modules and their source, not listed. Steps are counted (`tests.hostile.steps`), and
never seconds.
"""

import ast
import importlib
import importlib.util
import pkgutil
import re
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.steps import Matcher, TooManyStepsError, ops, parser, written
from tests.pages import HOUSE as ROOT

FLOORS = ("core", "civics", "dialogs", "storage", "handlers", "papers", "broadcasts", "console", "bot")
FEW = 32  # letters; the same again at twice as many
SHARE = 4  # of the texts for a pattern, `make test` takes every fourth; `make deep` takes them all


@cache
def modules() -> tuple[str, ...]:
    found = [
        each.name for floor in FLOORS for each in pkgutil.walk_packages([str(ROOT / floor)], f"{floor}.")
        if ".versions." not in each.name and not each.name.endswith(("__main__", ".env"))
    ]  # fmt: skip
    return tuple(sorted({*FLOORS, *found}))


@cache
def patterns(floor: str) -> "dict[str, re.Pattern[str]]":
    """Every pattern that a module of the floor holds, or has written in the call that uses it."""
    found: dict[str, re.Pattern[str]] = {}
    for name in (each for each in modules() if each.partition(".")[0] == floor):
        spec = importlib.util.find_spec(name)
        source = Path(str(spec.origin)).read_text("utf-8") if spec is not None else ""
        if "import re\n" not in source:
            continue
        module = importlib.import_module(name)
        for label, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{name}.{label}"] = value
        tree = ast.parse(source)
        for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
            if written_here := _literal(call):
                found[f"{name}:{call.lineno}"] = re.compile(written_here)
    return {name: pattern for name, pattern in found.items() if name not in OF_SHORT_WORDS}


def _literal(call: ast.Call) -> str:
    made = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "re"
    if not made or not call.args or getattr(call.func, "attr", "") in {"compile", "escape"}:
        return ""
    first = call.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


# Asked of words of at most twelve letters, which the function before it makes sure of (`from_telex`, `is_syllable`).
OF_SHORT_WORDS = frozenset({"civics.hearing.spelling._TELEX_TONE", "civics.hearing.spelling._SYLLABLE"})
_TRIED = "aA1 .-_\n<@/đy&"


def _letter(item: Any) -> str:
    one = re.compile(written(item))
    return next(
        (each for each in (*_TRIED, *map(chr, range(33, 127)), "ộ", "…", "한", "國") if one.fullmatch(each)), ""
    )


def _sample(items: Any, *, times: int) -> str:
    """A short text that an open-ended part stands in `times` times."""
    said = ""
    for op, what in items:
        if op in (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN):
            said += _letter((op, what))
        elif op is ops.BRANCH:
            said += _sample(what[1][0], times=times)
        elif op is ops.SUBPATTERN:
            said += _sample(what[-1], times=times)
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            said += _sample(what[2], times=1) * (max(what[0], times) if what[1] is ops.MAXREPEAT else what[0])
    return said


def _open_ended(items: Any) -> Iterator[str]:
    """What stands under each repeat without an end, once."""
    for op, what in items:
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            if what[1] is ops.MAXREPEAT:
                yield _sample(what[2], times=1)
            yield from _open_ended(what[2])
        elif op is ops.SUBPATTERN:
            yield from _open_ended(what[-1])
        elif op is ops.BRANCH:
            for each in what[1]:
                yield from _open_ended(each)


def hostile(pattern: "re.Pattern[str]", letters: int) -> set[str]:
    """Texts made of what the pattern repeats: runs of it, runs behind each beginning, beginnings again and again."""
    tree = list(parser.parse(pattern.pattern, pattern.flags))
    begun = {_sample(tree[:size], times=1) for size in range(1, min(len(tree), 8) + 1)} - {""}
    runs = {*_open_ended(tree), " ", "a", "1", "."} - {""}
    found = {_sample(tree, times=letters), *(run * (letters // len(run)) for run in runs)}
    found |= {each * max(1, letters // len(each)) for each in begun}
    found |= {head + run * (letters // len(run)) for head in begun for run in runs}
    return {each + end for each in found for end in ("", "!")}


def steps(pattern: "re.Pattern[str]", text: str, most: int) -> int:
    matcher = Matcher(pattern, text, most)
    list(matcher.everywhere())
    return matcher.steps


@pytest.fixture
def deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(30_000)
    yield
    sys.setrecursionlimit(before)


def growth(pattern: "re.Pattern[str]", share: int = 1) -> tuple[float, str]:
    """How often more steps twice the letters take, at the worst of every `share`-th text; and that text."""
    worst = (0.0, "")
    texts = list(zip(sorted(hostile(pattern, FEW)), sorted(hostile(pattern, 2 * FEW)), strict=False))
    for short, long in texts[zlib.crc32(pattern.pattern.encode()) % share :: share]:
        try:
            one = steps(pattern, short, 300_000)
            two = steps(pattern, long, 700_000)
        except TooManyStepsError:
            return float("inf"), short
        worst = max(worst, (two / max(one, 20 * len(short)) * len(short) * 2 / max(1, len(long)), short))
    return worst


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "share", [pytest.param(SHARE, id="a fourth"), pytest.param(1, id="all", marks=pytest.mark.deep)]
)
@pytest.mark.parametrize("floor", FLOORS)
def test_twice_the_letters_take_a_pattern_twice_the_steps(floor: str, share: int, deep: None) -> None:
    for name, pattern in patterns(floor).items():
        times, text = growth(pattern, share)
        assert times < 2.6, f"{name}: {pattern.pattern!r} takes {times:.1f} times the steps of {text!r}"


def test_the_patterns_are_found() -> None:
    found = {name for floor in FLOORS for name in patterns(floor)}
    assert len(found) > 70
    assert {"core.text._WORDS", "civics.hearing.reading._WORD", "bot.channels.zalo_read._PRESS"} <= found


@pytest.mark.parametrize(
    "slow", [r"\s*\n\s*<", r"(a+)+b", r"^([a-z]*[aeiouy][a-z]*)[sfrxj]([a-z]{0,2})$", r"\S+@\S+", r"<[^>]+>"]
)
def test_a_pattern_that_is_not_in_proportion_is_caught(slow: str, deep: None) -> None:
    assert growth(re.compile(slow), SHARE)[0] > 2.6, "the sample is enough"


@pytest.mark.parametrize("floor", FLOORS)
def test_the_matcher_that_counts_matches_as_the_engine_does(floor: str, deep: None) -> None:
    for name, pattern in patterns(floor).items():
        for text in sorted(hostile(pattern, 12)):
            found = pattern.search(text)
            assert Matcher(pattern, text).search() == (found.span() if found else None), (name, text)
