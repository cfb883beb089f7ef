"""A recount of the public lists finds every slip, and nothing where there is none."""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import poll_verify
from civics.polls.counting import Answer
from civics.polls.recount import BALLOTS, RECEIPTS, UnreadableListError, ballot_lines, mark, recount, strip, tally
from core.errors import DanBanError
from core.settings import Settings

RECEIPTS_LIST = {"list": RECEIPTS, "version": 1, "poll": "k", "receipts": ["A1", "B2", "C3"]}


def listed(**changes: object) -> dict[str, Any]:
    """Three ballots on two articles, as the page gives them."""
    rows = [("a1", ["yes", "no", "yes"]), ("a2", ["blank", "other", "yes"])]
    articles = [
        {
            "code": code,
            "title": f"Điều {code[1]}",
            "answers": strip(Counter(said)),
            "counted": tally(strip(Counter(said))),
        }
        for code, said in rows
    ]
    own = mark(ballot_lines((each["code"], each["answers"], "") for each in articles))  # type: ignore[misc]  # str, str
    return {"list": BALLOTS, "version": 1, "poll": "k", "ballots": 3, "articles": articles, "mark": own, **changes}


def receipts(**changes: object) -> str:
    """Their receipts."""
    return json.dumps({**RECEIPTS_LIST, "mark": mark(sorted(RECEIPTS_LIST["receipts"])), **changes})  # type: ignore[call-overload]  # JSON


@given(st.lists(st.sampled_from(list(Answer)), max_size=50), st.randoms(use_true_random=False))
def test_a_strip_counts_as_its_answers_and_tells_no_order(said: list[Answer], chance: Any) -> None:
    letters = strip(Counter(each.value for each in said))
    assert tally(letters) == {each.value: said.count(each) for each in Answer}
    chance.shuffle(said)
    assert strip(Counter(each.value for each in said)) == letters


def test_lists_that_were_not_touched_agree() -> None:
    found = recount(json.dumps(listed()), receipts())
    assert found.agrees
    assert found.counted["Điều 1"] == {"yes": 2, "no": 1, "other": 0, "blank": 0}


def two_classes(apart: int | None = 2) -> dict[str, Any]:
    """The same three, and two that nobody has shown to be theirs: a list of version 2."""
    found = listed(version=2, apart=apart)
    if apart:
        for each in found["articles"]:
            each["apart"] = {"answers": "NY", "counted": tally("NY")}
        own = ((each["code"], each["answers"], "NY") for each in found["articles"])
        found["mark"] = mark(ballot_lines(own))
    return found


def of_receipts(number: int) -> str:
    """So many receipts."""
    codes = [f"A{at:02}" for at in range(number)]
    return json.dumps({**RECEIPTS_LIST, "receipts": codes, "mark": mark(codes)})


def test_unchecked_ballots_are_counted_apart_and_never_added() -> None:
    found = recount(json.dumps(two_classes()), of_receipts(5))
    assert found.agrees
    assert (found.ballots, found.apart) == (3, 2)
    assert found.counted["Điều 1"] == {"yes": 2, "no": 1, "other": 0, "blank": 0}
    assert found.counted_apart["Điều 1"] == {"yes": 1, "no": 1, "other": 0, "blank": 0}
    told = "\n".join(poll_verify.lines(found))
    assert "3 ballots, counted again" in told
    assert "2 more, of which nothing shows whose they are" in told
    assert not recount(json.dumps(two_classes()), of_receipts(3)).agrees


@pytest.mark.parametrize("number", [4, 7])
def test_of_one_to_four_unchecked_ballots_only_that_there_are_some_is_listed(number: int) -> None:
    found = recount(json.dumps(two_classes(None)), of_receipts(number))
    assert found.agrees
    assert found.apart is None
    assert "1 to 4 more" in "\n".join(poll_verify.lines(found))


@pytest.mark.parametrize(
    "changes",
    [{"apart": 3}, {"apart": 0}, {"apart": None}, {"vote": {"clause": "15.6", "households": 4, "reached": {}}}],
)
def test_a_list_that_moves_ballots_from_one_class_to_the_other_does_not_agree(changes: dict[str, object]) -> None:
    assert not recount(json.dumps({**two_classes(), **changes})).agrees


def test_a_list_of_version_2_says_how_many_stand_apart() -> None:
    found = two_classes()
    del found["apart"]
    with pytest.raises(UnreadableListError):
        recount(json.dumps(found))


def _more(found: dict[str, Any]) -> None:
    found["articles"][0]["answers"] += "Y"


def _other(found: dict[str, Any]) -> None:
    found["articles"][0]["answers"] = "NNY"


def _figure(found: dict[str, Any]) -> None:
    found["articles"][1]["counted"]["yes"] = 2


def _letter(found: dict[str, Any]) -> None:
    found["articles"][1]["answers"] = "OBX"


def _vote(found: dict[str, Any]) -> None:
    found["vote"] = {"clause": "15.6", "households": 4, "reached": {"Điều 1": True}}  # 2 of 4 is not more than half


@pytest.mark.parametrize("change", [_more, _other, _figure, _letter, _vote])
def test_a_list_that_was_touched_does_not_agree(change: Any) -> None:
    found = listed()
    change(found)
    assert not recount(json.dumps(found)).agrees


@pytest.mark.parametrize(
    "changes", [{"receipts": ["A1", "B2"]}, {"receipts": ["A1", "A1", "B2"]}, {"poll": "j"}, {"mark": "0"}]
)
def test_receipts_that_do_not_fit_the_ballots_are_pointed_at(changes: dict[str, object]) -> None:
    assert not recount(json.dumps(listed()), receipts(**changes)).agrees


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"list": "danban-receipts", "version": 1}', json.dumps(listed(articles=[3]))]
)
def test_a_foreign_file_is_no_list(text: str) -> None:
    with pytest.raises(UnreadableListError):
        recount(text)


def test_the_command_says_whether_it_agrees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, beside = tmp_path / "phieu.json", tmp_path / "bien-nhan.json"
    file.write_text(json.dumps(listed()), "utf-8")
    beside.write_text(receipts(), "utf-8")
    assert poll_verify.run(Settings(), argparse.Namespace(file=file, receipts=beside)) == 0
    assert "agrees with what was published" in capsys.readouterr().out
    touched = listed()
    _other(touched)
    file.write_text(json.dumps(touched), "utf-8")
    assert poll_verify.run(Settings(), argparse.Namespace(file=file, receipts=None)) == 1
    assert "NOT agree" in capsys.readouterr().out
    with pytest.raises(DanBanError, match="nowhere"):
        poll_verify.run(Settings(), argparse.Namespace(file=tmp_path / "nowhere", receipts=None))
