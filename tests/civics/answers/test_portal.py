"""What the portal's data means, and what is set apart; a file of records comes back as it went out."""

import json
from datetime import date
from typing import Any

import pytest

from civics.answers.examples import examples
from civics.answers.portal import bring, changes
from civics.answers.records import Span, as_json

TODAY = date(2026, 11, 30)
KNOWN = {each.key: each for each in examples()}


def method(**more: Any) -> dict[str, Any]:
    return {"submissionMethod": "DIRECT", "processingTime": 3, "processingTimeUnit": "WORKING_DAY", "fees": [], **more}


def procedure(**more: Any) -> dict[str, Any]:
    return {"code": "OK", "data": {"code": "1.000001", "name": "Cấp giấy", "executionMethods": [method()], **more}}


def one(**more: Any) -> Any:
    return bring(json.dumps(procedure(**more)), {}, today=TODAY).records[0]


def test_a_procedure_of_the_portal_is_read() -> None:
    papers = [{"profileComponents": [{"name": "Tờ khai"}, {"name": "Tờ khai"}, {"name": "<b>Ảnh</b>"}]}]
    found = one(executionCases=papers, legalBasisesDetails=[{"name": "Luật A"}])
    assert (found.key, found.documents, found.where) == ("1.000001", ("Tờ khai", "Ảnh"), ("Nộp tại chỗ",))
    assert (found.time, found.basis, found.seen) == (Span(3, "ngày làm việc"), "Luật A", TODAY)


@pytest.mark.parametrize(
    ("methods", "known"),
    [
        ([method(processingTimeUnit="OTHER")], False),
        ([method(processingTime=None)], False),
        ([method(), method(processingTimeUnit="DAY")], False),
        ([method(), method(processingTime=5)], True),
    ],
)
def test_a_time_without_its_unit_is_not_known(methods: list[dict[str, Any]], known: bool) -> None:
    assert one(executionMethods=methods).time.known is known


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        ({"value": 0, "description": ""}, "Không thu"),
        ({"value": 0, "description": "theo nghị quyết HĐND tỉnh"}, ""),
        ({"value": 8000}, "8.000 đồng"),
        ({"value": None}, ""),
    ],
)
def test_nothing_beside_a_note_is_no_free_service(fee: dict[str, Any], said: str) -> None:
    assert one(executionMethods=[method(fees=[fee])]).fee == said


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ({"id": "12345", "name": "a"}, "code"),
        ({"id": "1.001193", "name": "Một việc khác"}, "name"),
        ({"id": "1.000002", "name": "Cấp phép (cấp tỉnh)"}, "level"),
        ({"id": "1.000002"}, "unreadable"),
        ([1], "unreadable"),
        ({"code": "OK", "data": {"code": "1.1"}}, "unreadable"),
    ],
)
def test_odd_entries_are_set_apart(raw: object, what: str) -> None:
    found = bring(json.dumps([raw, {"id": "x-cho", "name": "Chợ"}]), KNOWN, today=TODAY)
    assert [(each.place, each.what) for each in found.odd] == [(1, what)]
    assert [each.key for each in found.records] == ["x-cho"]


def test_a_code_that_comes_twice_is_taken_once() -> None:
    lines = '{"id": "x-cho", "name": "a"}\n{"id": "x-cho", "name": "b"}\n{'
    found = bring(lines, {}, today=TODAY)
    assert [each.name for each in found.records] == ["a"]
    assert [each.what for each in found.odd] == ["double", "unreadable"]


def test_what_went_out_comes_back_and_changes_nothing() -> None:
    lines = "\n".join(json.dumps(as_json(each), ensure_ascii=False) for each in examples())
    found = bring(lines, KNOWN, today=TODAY)
    assert (found.records, found.odd) == (examples(), ())
    assert changes(found.records, KNOWN) == ()


def test_only_what_differs_is_a_change() -> None:
    raw = as_json(KNOWN["2.000815"]) | {"fee": "3.000 đồng một trang", "seen": "2026-11-30"}
    found = changes(bring(json.dumps(raw), KNOWN, today=TODAY).records, KNOWN)
    assert [(each.new.key, each.fields) for each in found] == [("2.000815", ("fee",))]


def test_a_deep_file_is_refused_with_a_word() -> None:
    with pytest.raises(ValueError, match="deep"):
        bring("[" * 100_000, {}, today=TODAY)
