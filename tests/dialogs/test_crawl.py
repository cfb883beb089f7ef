"""Every path of every dialog: words in every language, a way back, three ways out, old answers, the map."""

import json
from pathlib import Path

import pytest

from core.words import LANGUAGES
from dialogs.engine.going_back import step_back
from dialogs.engine.prompt import prompt
from dialogs.engine.questions import Summary
from dialogs.engine.script import Asking, Done, Here, Wanting, found, play
from dialogs.engine.tongue import Tongue
from dialogs.scripts import map as maps
from dialogs.scripts.catalogue import DIALOGS
from tests.parts import catalogue

HERE = Path(__file__).parent
WORDS = catalogue()


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("buttons", [100, 0])
def test_every_question_has_words_in_every_language_and_buttons_that_fit(
    name: str, language: str, buttons: int
) -> None:
    tongue = Tongue(WORDS, language, {"ward": "phường Linh Sơn"})
    asked = 0
    for stop in maps.walk(DIALOGS[name]):
        if isinstance(stop.stand, Asking):
            outgoing = prompt(stop.stand, "abcd1234", tongue, Here(stop.here.sealed, stop.here.recovery, buttons))
            question = stop.stand.question
            assert WORDS.has(language, question.says), question.says
            assert outgoing.text.strip()
            assert "{" not in outgoing.text
            assert all(len(b.value.encode()) <= 64 and b.label for row in outgoing.rows for b in row)
            asked += 1
    assert asked


@pytest.mark.parametrize("name", DIALOGS)
def test_back_leads_to_the_question_before_from_every_point(name: str) -> None:
    for stop in maps.walk(DIALOGS[name]):
        if isinstance(stop.stand, Asking) and stop.stand.before:
            again = play(DIALOGS[name], step_back(stop.answers, stop.stand), stop.here)
            if isinstance(again, Wanting):
                continue  # what was looked up for the dropped answer is looked up anew
            assert isinstance(again, Asking)
            assert again.question.key == stop.stand.before[-1].key


def test_a_petition_is_never_filed_without_a_summary_that_sends_changes_and_drops() -> None:
    ends = 0
    for stop in maps.walk(DIALOGS["petition"]):
        if isinstance(stop.stand, Asking) and isinstance(stop.stand.question, Summary):
            values = [option.value for option in stop.stand.question.options]
            assert values[0] == "send"
            assert {"kind", "text", "change", "drop"} < set(values)
        if stop.came and stop.came[1] == "send":
            ends += 1
            assert stop.came[0] == "summary"
    assert ends


def test_a_denunciation_is_asked_nothing_where_it_may_not_be_taken() -> None:
    for stop in maps.walk(DIALOGS["petition"]):
        heard = stop.answers.get("heard")
        found = heard.get("found") if isinstance(heard, dict) else None
        said = found.get("kind") if isinstance(found, dict) else ""
        if not stop.here.sealed and "to_cao" in (stop.answers.get("kind"), "kind" not in stop.answers and said):
            assert not isinstance(stop.stand, Asking) or stop.stand.question.key == "kind", "it may only be changed"


def test_the_map_in_the_documentation_is_the_one_drawn_from_the_scripts() -> None:
    page = HERE.parent.parent / "docs" / "dialogs.md"
    assert page.read_text("utf-8") == maps.draw(), "python -m dialogs.scripts.map > docs/dialogs.md"


def test_answers_in_flight_of_earlier_releases_still_play() -> None:
    rows = [
        row
        for page in sorted((HERE.parent / "old_answers").glob("*.json"))
        for row in json.loads(page.read_text("utf-8"))
    ]
    assert {row["dialog"] for row in rows} == set(DIALOGS)
    for row in rows:
        answers = row["answers"]
        while isinstance(stand := play(DIALOGS[row["dialog"]], answers, Here(sealed=True)), Wanting):
            answers = found(answers, stand.look, maps.finding(stand.look.wants))
        if row.get("now") == "done":  # what was asked then is asked no more: the talk ends with what was said
            assert isinstance(stand, Done), row
            continue
        assert isinstance(stand, Asking), row
        assert stand.question.key == row.get("now", row["asked"]), row
        prompt(stand, "k1", Tongue(WORDS, "vi", {"ward": "phường Linh Sơn"}), Here(sealed=True))
