"""What somebody who joins reads: the words of the glossary are in the code, the commands of the Makefile explained."""

import re

import pytest
from hypothesis import settings

from tests.pages import HOUSE, leads, page, rows

MAKE = re.findall(r"^([a-z]+):.*##", page("Makefile"), re.MULTILINE)


def test_every_word_of_the_glossary_lives_somewhere() -> None:
    found = [(row[2] or [""])[-1] for row in rows(page("docs/glossary.md"))]
    assert len(found) > 50
    assert [name for name in found if not leads(name)] == []


def test_the_words_of_a_part_stand_once() -> None:
    words = re.findall(r"^\| ([^|`]+?) \|", page("docs/glossary.md"), re.MULTILINE)
    named = [each for each in words if each not in {"word", "---"}]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("name", [each for each in MAKE if each not in {"help", "lock", "clean"}])
def test_every_command_of_the_makefile_is_explained(name: str) -> None:
    assert f"`make {name}`" in page("README.md")


@pytest.mark.parametrize("name", ["run", "quick", "test", "deep", "check", "bench"])
def test_who_joins_reads_what_to_run_when(name: str) -> None:
    assert name in MAKE
    assert f"`make {name}" in page("CONTRIBUTING.md")


def test_every_page_is_reached_from_the_front() -> None:
    linked = set(re.findall(r"\]\((?:docs/)?([\w./-]+\.md)\)", page("README.md") + page("CONTRIBUTING.md")))
    pages = {each.name for each in (HOUSE / "docs").glob("*.md")}
    assert pages <= linked


def test_decisions_have_a_number_each_and_a_title() -> None:
    files = sorted((HOUSE / "docs/decisions").glob("*.md"))
    numbers = [each.name[:4] for each in files]
    assert len(numbers) == len(set(numbers))
    assert all(each.read_text("utf-8").startswith("# ") for each in files)


def test_no_example_of_a_property_has_a_deadline() -> None:
    assert settings().deadline is None
