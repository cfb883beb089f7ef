"""Every word that a page of the console asks for is written, in Vietnamese and in English."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from core.words import Words

CONSOLE = Path(__file__).parents[3] / "console"
TEMPLATES = sorted((CONSOLE / "templates").rglob("*.html"))
MODULES = [path for path in sorted(CONSOLE.rglob("*.py")) if "chat" not in path.parts]
_SAID = re.compile(r'\bsay\([^"]*?"([a-z_]+\.[\w.]+)"')


@cache
def asked(path: Path) -> list[tuple[str, bool]]:
    """The keys of `t('…')` in a template; true for one that goes on with a value: `t('console.error.' ~ name)`."""
    found = []
    for call in Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args:
            first = call.args[0]
            if isinstance(first, nodes.Const):
                found.append((str(first.value), False))
            elif isinstance(first, nodes.Concat) and isinstance(first.nodes[0], nodes.Const):
                found.append((str(first.nodes[0].value), True))
    return found


def missing(words: Words, language: str, key: str, *, open_end: bool) -> bool:
    """Whether no word answers the key."""
    if open_end:
        return not any(each.startswith(key) for each in words.keys(language))
    return not words.has(language, key)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_template_asks_only_for_words_that_are_written(words: Words, language: str) -> None:
    lost = [
        (path.name, key) for path in TEMPLATES for key, open_end in asked(path)
        if missing(words, language, key, open_end=open_end)
    ]  # fmt: skip
    assert lost == []


def test_the_crawl_finds_the_words_of_templates() -> None:
    keys = {key for path in TEMPLATES for key, _ in asked(path)}
    assert {"console.login.title", "console.nav.logout", "console.error."} <= keys
    assert len(keys) > 100


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_says_only_words_that_are_written(words: Words, language: str) -> None:
    said = {key for path in MODULES for key in _SAID.findall(path.read_text("utf-8"))}
    assert "console.staff.incomplete" in said
    written = {key for key in said if words.has(language, key) or key.startswith("papers.")}  # papers: Vietnamese alone
    assert said - written == set()


@cache
def sounded() -> set[str]:
    """The kinds of alerts that the program sounds."""
    calls = (
        node
        for floor in ("storage", "handlers", "broadcasts", "console", "bot")
        for path in (CONSOLE.parent / floor).rglob("*.py")
        if ".sound(" in (source := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sound"
    )
    return {str(each.value) for call in calls for each in call.args if isinstance(each, ast.Constant)}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_alert_that_can_sound_has_its_sentence(words: Words, language: str) -> None:
    kinds = sounded()
    assert "aside" in kinds
    assert {kind for kind in kinds if not words.has(language, f"console.alert.{kind}")} == set()


@pytest.mark.parametrize("room", ["console", "front"])
def test_both_languages_have_the_same_words_with_the_same_values(words: Words, room: str) -> None:
    by_language = {
        language: {key for key in words.keys(language) if key.startswith(f"{room}.")} for language in ("vi", "en")
    }
    assert by_language["vi"] == by_language["en"]
    for key in by_language["vi"]:
        values = [set(re.findall(r"{(\w+)}", words.say(language, key))) for language in ("vi", "en")]
        assert values[0] == values[1], key


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_residents_read_the_front_page_whole_in_their_language(words: Words, language: str) -> None:
    keys = {key for key in words.keys("vi") if key.startswith("front.")}
    assert {key for key in keys if not words.has(language, key)} == set()


def test_no_word_of_the_console_shouts(words: Words) -> None:
    for key in words.keys("vi"):
        if key.startswith(("console.", "front.")):
            assert "!" not in words.say("vi", key), key
