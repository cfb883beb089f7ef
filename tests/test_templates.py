"""How the templates are written: no line is longer than a person reads, so that a change to one shows as one line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

LONGEST = 160
TEMPLATES = Path(__file__).parents[1] / "console" / "templates"


def too_long(name: str, text: str) -> Iterator[str]:
    """The lines of a template that are longer than `LONGEST`, each as "name:line: length"."""
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST:
            yield f"{name}:{number}: {len(line)}"


@pytest.fixture(scope="module")
def templates() -> dict[str, str]:
    """Every file under the templates, whatever its kind."""
    return {
        str(path.relative_to(TEMPLATES)): path.read_text("utf-8")
        for path in sorted(TEMPLATES.rglob("*"))
        if path.is_file()
    }


def test_no_line_of_a_template_is_too_long(templates: dict[str, str]) -> None:
    assert len(templates) > 80
    assert [each for name, text in templates.items() for each in too_long(name, text)] == []


def test_a_line_that_is_too_long_is_named() -> None:
    text = f"<p>short</p>\n{'x' * LONGEST}\n{'x' * (LONGEST + 1)}\n"
    assert list(too_long("page.html", text)) == ["page.html:3: 161"]


def test_a_value_whose_line_ends_count_begins_with_no_empty_line(templates: dict[str, str]) -> None:
    """What `dl.entry` holds keeps its line ends: a break after `<dd>` would be drawn as an empty line."""
    entries = {name: text for name, text in templates.items() if 'class="entry"' in text}
    assert len(entries) >= 3
    loose = re.compile(r"<dd>\s*\n\s*\{[{%](?!-)")
    assert [name for name, text in entries.items() if loose.search(text)] == []


def test_every_table_of_the_console_scrolls_inside_its_own_frame(templates: dict[str, str]) -> None:
    """A wide table widens no phone's page."""
    framed = re.compile(r'class="table-frame[^>]*>\s*<table class="table')
    assert [
        name for name, text in templates.items()
        if len(re.findall(r'<table class="table\b', text)) != len(framed.findall(text))
    ] == []  # fmt: skip


def test_no_template_gives_a_constant_to_a_filter_of_a_ward(templates: dict[str, str]) -> None:
    """Jinja works out a filter of a constant when it compiles, and wards and languages share what was compiled."""
    words = {"topic", "topic_key", "topic_word", "moment", "due", "due_short", "until", "full"}
    found = [
        f"{name}:{each.lineno} {each.name}"
        for name, text in templates.items()
        for each in Environment().parse(text).find_all(nodes.Filter)
        if each.name in words and isinstance(each.node, nodes.Const)
    ]
    assert not found
