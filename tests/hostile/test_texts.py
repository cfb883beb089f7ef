"""No text costs too much: every rule over people's words takes a number of steps proportional to the letters, or fewer.

What a rule does is counted in calls and lines, never in seconds. Patterns have a room of their own (`test_patterns`).
"""

import sys
from collections.abc import Callable
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
from tests.parts import shared

ROOT = Path(__file__).parents[2]
LETTERS = 100_000


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
def test_danger_is_looked_for_in_a_whole_text_by_a_few_passes() -> None:
    looks_only("spot", HOSTILE, passes=12)  # what is cried out in the middle is found by calls over the whole text


def looks_only(name: str, pieces: dict[str, str], *, passes: int = 3) -> None:
    for piece in pieces.values():
        RULES[name](piece)
        bounded, huge = (work(RULES[name], piece * (size // len(piece))) for size in (4 * texts.READ, LETTERS))
        assert huge <= 1.1 * bounded + passes * LETTERS + 2_000  # the whole text is handed on, and not read


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
