"""docs/law.md is whole: every rule of the data, with its article, and a place in the code that is there."""

import importlib
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from civics import law
from civics.polls.community import CLAUSES
from civics.polls.counting import thresholds
from civics.polls.rules import KINDS
from tests.parts import catalogue

# where staff read why their input is refused, and which of these are about the form itself: sums, empty fields, choices
REFUSED = re.compile(
    r"^(decisions\.(fault|facts\.wrong)|care\.(order|form)\.wrong|results\.(fault|outcome\.wrong)|polls\.refused)\."
    r"|^(decisions|results)\.problem\.(clause|in_group|passed|not_passed|sent_day|steps)$|^decisions\.problem\.not_ready$"
    r"|^desk\.trouble\.day_before_form$|^care\.form\.(kind|ahead|old|second|extension)$"
    r"|^console\.data\.problem\.(ahead|before)$"
)
FORM = re.compile(
    r"\.(missing|none|over|roll|hands|given|collected|valid|votes|no_articles|no_units|no_times|bad_times|no_roll"
    r"|not_counted_so)$"
)
NAMED = {
    "vi": re.compile(r"Điều \d|Quy tắc của phường"), "en": re.compile(r"Articles? \d|the ward's own rule"),
}  # fmt: skip

ROOT = Path(__file__).parents[2]
MARKS = {"source", "source-2", "recalled", "not seen"}


def test_the_page_is_what_the_data_say() -> None:
    assert (ROOT / "docs/law.md").read_text("utf-8") == law.page(), "run: python -m civics.law > docs/law.md"


def test_every_rule_of_the_data_is_on_the_page() -> None:
    articles = {each.article for each in law.every()}
    raw = json.loads(files("civics").joinpath("deadlines.json").read_text("utf-8"))
    assert {each["basis"] for each in raw if each["legal"]} <= articles
    assert {each.article for each in thresholds()} <= articles
    assert {each.basis for each in KINDS if each.basis} <= articles
    told = " ".join(each.says for each in law.every())
    assert all(f"{each.clause}: takes effect" in told for each in CLAUSES)


@pytest.mark.parametrize("rule", law.every(), ids=lambda rule: rule.says)
def test_a_rule_has_its_article_its_confidence_and_a_place_in_the_code(rule: law.Rule) -> None:
    assert rule.article
    assert rule.confidence in MARKS
    module, _, name = rule.where.rpartition(".")
    assert hasattr(importlib.import_module(module), name)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_bad_input_hears_the_article_or_that_it_is_the_wards_own_rule(language: str) -> None:
    words = catalogue()
    keys = {key for key in words.keys(language) if REFUSED.search(key) and not FORM.search(key)}
    assert len(keys) > 60
    assert not {key for key in keys if not NAMED[language].search(words.say(language, key))}
