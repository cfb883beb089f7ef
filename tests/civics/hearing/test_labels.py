"""The labels of a line by one walk are those of what is found in it, phrase by phrase."""

import json
from pathlib import Path

import pytest

from civics.hearing import book
from civics.hearing.signs import lines_of

SAID = Path(__file__).parents[2] / "first_words"
MADE = ["chay nha " * 40, "tổ 1 " * 30, "x " * 50, "còn ai trong nhà không cháy rồi. " * 9, "LS-26 " * 20, ""]


@pytest.mark.parametrize("which", [book.sayings, book.danger, book.gates])
def test_one_walk_finds_the_same_labels(which: object) -> None:
    assert callable(which)
    found: book.Book = which()
    files = sorted(SAID.glob("*.jsonl"))
    lines = [json.loads(each)["text"] for file in files for each in file.read_text("utf-8").splitlines()[:60]]
    assert len(lines) > 300
    hits = 0
    for said in [*lines, *MADE]:
        for line in lines_of(said):
            labels = found.labels(line)
            assert labels == {each.label for each in found.find(line)}, said
            hits += len(labels)
    assert hits > 50
