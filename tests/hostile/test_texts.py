"""No text costs more than its letters: every rule over foreign words takes steps in proportion to them, or fewer.

The rules are found, not listed: patterns by walking the modules and their source, functions by what they take. Steps
are counted (`tests.hostile.steps`), never seconds.
"""

import ast
import importlib
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from broadcasts.text import render
from civics.bulletins import keywords, speaking, state_secrets
from civics.cases import codes, emergencies
from civics.hearing import reading, signs, urgency
from civics.polls import clauses, counting, draft, draft_reading, opinions
from civics.ward import roll, telephones, units
from core import legacy_text
from core import text as texts
from dialogs.engine.ear import plain
from papers import document_text
from tests.hostile.steps import Matcher, TooManyStepsError, ops, parser, written
from tests.parts import shared

ROOT = Path(__file__).parents[2]
FLOORS = ("core", "civics", "dialogs", "storage", "handlers", "papers", "broadcasts", "console", "bot")
FEW = 32  # letters; the same again at twice as many
LETTERS = 100_000


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


def growth(pattern: "re.Pattern[str]") -> tuple[float, str]:
    """How often more steps twice the letters take, at the worst text; and that text."""
    worst = (0.0, "")
    for short, long in zip(sorted(hostile(pattern, FEW)), sorted(hostile(pattern, 2 * FEW)), strict=False):
        try:
            one = steps(pattern, short, 300_000)
            two = steps(pattern, long, 700_000)
        except TooManyStepsError:
            return float("inf"), short
        worst = max(worst, (two / max(one, 20 * len(short)) * len(short) * 2 / max(1, len(long)), short))
    return worst


@pytest.mark.timeout(300)
@pytest.mark.parametrize("floor", FLOORS)
def test_twice_the_letters_take_a_pattern_twice_the_steps(floor: str, deep: None) -> None:
    for name, pattern in patterns(floor).items():
        times, text = growth(pattern)
        assert times < 2.6, f"{name}: {pattern.pattern!r} takes {times:.1f} times the steps of {text!r}"


def test_the_patterns_are_found() -> None:
    found = {name for floor in FLOORS for name in patterns(floor)}
    assert len(found) > 70
    assert {"core.text._WORDS", "civics.hearing.reading._WORD", "bot.channels.zalo_read._PRESS"} <= found


@pytest.mark.parametrize(
    "slow", [r"\s*\n\s*<", r"(a+)+b", r"^([a-z]*[aeiouy][a-z]*)[sfrxj]([a-z]{0,2})$", r"\S+@\S+", r"<[^>]+>"]
)
def test_a_pattern_that_is_not_in_proportion_is_caught(slow: str, deep: None) -> None:
    assert growth(re.compile(slow))[0] > 2.6


@pytest.mark.parametrize("floor", FLOORS)
def test_the_matcher_that_counts_matches_as_the_engine_does(floor: str, deep: None) -> None:
    for name, pattern in patterns(floor).items():
        for text in sorted(hostile(pattern, 12)):
            found = pattern.search(text)
            assert Matcher(pattern, text).search() == (found.span() if found else None), (name, text)


HOSTILE = {
    "one letter": "a",
    "vowels": "aeiouy",
    "telex": "chays ",
    "words": "x ",
    "spaces": " ",
    "lines": "\n",
    "marks": "\u0301",
    "tags": "<",
    "entities": "&#38;",
    "a number": "&#9",
    "digits": "1",
    "dots": ".",
    "dashes": "-",
    "emoji": "\U0001f600",
    "secrets": "mật ",
    "spread": "m ậ t ",
    "groups": "tổ 1 ",
    "codes": "LS-26 ",
    "articles": "Điều 1.\n",
    "points": "a) x\n",
    "clauses": "1. x\n",
    "links": "https://",
    "mails": "a@",
    "lists": "\n- ",
    "contents": "điều 1....",
    "stars": "**",
    "brackets": "[",
    "quotes": "> ",
    "ticks": "`",
    "fire": "cháy nhà ",
    "holes": "{a",
    "zero": "\u200b",
    "tcvn3": "§\u00adêng ngâ mËt ",
    "vni": "ñöôøng maät ",
    "old signs": "\u00ad",
    "rtl": "\u202e",
}
PLACES = units.linh_son()


def detected(said: str) -> str:
    return shared().detector.detect(said)  # read when it is asked for, not by each process that collects the tests


RULES: dict[str, Callable[[str], object]] = {
    "normal": texts.normal, "fold": texts.fold, "folded_words": texts.folded_words, "units": texts.units,
    "split": lambda said: texts.split(said, 1_900), "in_order": texts.in_order, "spot": urgency.spot,

    "scan": state_secrets.scan, "scan_name": state_secrets.scan_name, "parse_code": codes.parse_code,
    "match": lambda said: units.match(said, PLACES), "keyword": keywords.keyword, "may_be": keywords.may_be,
    "clauses": clauses.clauses, "beginnings": draft_reading.beginnings, "normalised": draft.normalised,
    "plain_paragraphs": draft.plain_paragraphs, "unpointed": opinions.unpointed, "spoken": speaking.spoken,
    "alike": lambda said: counting.alike([(1, said), (2, said[1:])]), "plain": plain, "teaser": render.teaser,
    "detect": detected, "parse_slip": codes.parse_slip, "squeezed": signs.squeezed,
    "plain_words": reading.plain_words, "code_of": roll.code_of, "name_of": roll.name_of,
    "phone_of": telephones.phone_of,
    "text_of": lambda said: document_text.said("text/plain", said.encode()), "xml": document_text.words_of,
    "recognised": legacy_text.recognised, "readings": legacy_text.readings,
}  # fmt: skip


# The rules that are measured for seconds: `make test` gives them a sample of the texts, `make deep` all of them.
SLOW = ("spot", "split", "scan", "scan_name", "keyword", "beginnings", "teaser", "spoken")
SAMPLE = ("words", "spread", "fire")


def texts_for(name: str) -> dict[str, str]:
    return {kind: HOSTILE[kind] for kind in SAMPLE} if name in SLOW else HOSTILE


class Work:
    """Counts lines run in our own code, and the letters of every text newly bound to a name there."""

    def __init__(self) -> None:
        self.done = 0
        self._held: dict[int, dict[str, int]] = {}

    def __call__(self, frame: FrameType, event: str, arg: object) -> Any:
        if not frame.f_code.co_filename.startswith(str(ROOT)) or "/.venv/" in frame.f_code.co_filename:
            return None
        self.done += 1
        held = self._held.setdefault(id(frame), {})
        for name, value in frame.f_locals.items():
            if isinstance(value, str) and held.get(name) != id(value):
                held[name] = id(value)
                self.done += len(value)
        if event == "return":
            self.done += len(arg) if isinstance(arg, str) else 0
            self._held.pop(id(frame), None)
        return self


def work(rule: Callable[[str], object], text: str) -> int:
    counted = Work()
    before = sys.gettrace()
    sys.settrace(counted)
    try:
        rule(text)
    finally:
        sys.settrace(before)
    return counted.done


@pytest.mark.parametrize("name", sorted(RULES))
def test_twice_the_letters_give_a_rule_twice_the_work(name: str) -> None:
    in_proportion(name, texts_for(name))


@pytest.mark.deep
@pytest.mark.parametrize("name", SLOW)
def test_every_text_of_twice_the_letters_gives_a_slow_rule_twice_the_work(name: str) -> None:
    in_proportion(name, HOSTILE)


def in_proportion(name: str, pieces: dict[str, str]) -> None:
    rule = RULES[name]
    # `split` cuts at 1,900 letters: of a short text it makes one cut and then three, of a longer one twice as many.
    sizes = (15_000, 30_000) if name == "split" else (3_000, 6_000)
    for kind, piece in pieces.items():
        rule(piece)  # what is made once is made
        short, long = (work(rule, piece * (size // len(piece))) for size in sizes)
        assert long <= 2.3 * short + 2_000, f"{name}: {kind} take {short} and then {long}"


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_hundred_thousand_hostile_letters_are_read_to_their_end(name: str) -> None:
    for piece in texts_for(name).values():
        RULES[name](piece * (LETTERS // len(piece)))


@pytest.mark.deep
@pytest.mark.parametrize("name", SLOW)
def test_every_text_of_a_hundred_thousand_letters_is_read_by_a_slow_rule(name: str) -> None:
    for piece in HOSTILE.values():
        RULES[name](piece * (LETTERS // len(piece)))


@pytest.mark.parametrize("name", ["parse_code", "match", "detect"])
def test_a_rule_that_only_looks_reads_no_more_than_a_message_of_a_platform(name: str) -> None:
    looks_only(name, texts_for(name))


@pytest.mark.deep
def test_a_slow_rule_that_only_looks_reads_no_more_of_any_text() -> None:
    looks_only("spot", HOSTILE)


def looks_only(name: str, pieces: dict[str, str]) -> None:
    for piece in pieces.values():
        RULES[name](piece)
        bounded, huge = (work(RULES[name], piece * (size // len(piece))) for size in (4 * texts.READ, LETTERS))
        assert huge <= 1.1 * bounded + 3 * LETTERS + 2_000  # the whole text is handed on three times, and not read


@pytest.mark.parametrize("kept", ["split", "normal"])
def test_what_was_said_stays_whole(kept: str) -> None:
    for piece in HOSTILE.values():
        said = piece * (LETTERS // len(piece))
        whole = "".join(texts.split(said, 1_900)) if kept == "split" else texts.normal(said)
        assert "".join(whole.split()) == "".join((said if kept == "split" else texts.normal(said)).split())


def test_a_cry_for_help_is_heard_at_either_end_of_a_long_text() -> None:
    story = "hôm nay trời đẹp " * 2_000
    assert urgency.spot(f"Cháy nhà rồi, cứu! {story}") == urgency.spot(f"{story} Cháy nhà rồi, cứu!")
    assert emergencies.Emergency.FIRE in urgency.spot(f"{story} Cháy nhà rồi, cứu!")
