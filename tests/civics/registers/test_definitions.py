"""The registers as data: every word that a page shows is there, every clock has its article; odd values are refused."""

from collections.abc import Iterator
from datetime import date

import pytest

from civics.days.calendar import SHIPPED
from civics.registers import values
from civics.registers.definition import Field, Register, Type, registers
from civics.registers.values import RegisterWhy
from tests.parts import catalogue

ALL = tuple(registers().values())


def words_of(law: Register) -> Iterator[str]:
    """The keys of all words that the pages of a register show."""
    yield from (f"{law.name}.{each}" for each in ("name", "what", "children", *(("parent",) if law.parent else ())))
    for fields in (law.fields, *(each.fields for each in law.parts)):
        yield from (f"{law.name}.field.{each.name}" for each in fields)
        yield from (f"{law.name}.choice.{each.name}.{one}" for each in fields for one in each.choices)
    yield from (f"{law.name}.state.{each}" for each in law.states)
    yield from (f"{law.name}.move.{each.act}" for each in law.moves)
    yield from (f"{law.name}.clock.{each.name}" for each in law.clocks)
    yield from (f"{law.name}.part.{each.name}" for each in law.parts)
    yield from (f"{law.name}.file.{each}" for each in law.files)


@pytest.mark.parametrize("law", ALL, ids=lambda each: each.name)
def test_a_register_is_whole(law: Register) -> None:
    known = catalogue()
    for language in ("vi", "en"):
        assert [key for key in words_of(law) if not known.has(language, key)] == []
    fields = {each.name for each in law.fields}
    assert {law.title, law.day} <= fields
    for move in law.moves:
        assert {move.to, *move.begins} <= set(law.states)
        assert {*move.asks, *move.offers} <= fields
    for clock in law.clocks:
        assert set(clock.states) <= set(law.states)
        assert {clock.start, clock.own or clock.start, clock.own_law or clock.start} <= fields
        assert clock.article
        assert clock.confidence
    assert {*law.over, *law.public} <= set(law.states)
    assert not [each.name for each in law.fields if each.closed and each.open]


def test_every_why_has_its_sentence() -> None:
    assert [each for each in RegisterWhy if not catalogue().has("vi", f"registers.problem.{each}")] == []


@pytest.mark.parametrize(
    ("kind", "typed", "found"),
    [
        (Type.DAY, "2026-02-30", RegisterWhy.DAY), (Type.DAY, "0001-01-01", RegisterWhy.DAY),
        (Type.NUMBER, "-1", RegisterWhy.NUMBER), (Type.NUMBER, "٣", RegisterWhy.NUMBER),
        (Type.TIME, "25:00", RegisterWhy.TIME), (Type.CHOICE, "x", RegisterWhy.CHOICE),
        (Type.LINE, "a" * 301, RegisterWhy.LONG), (Type.UNIT, "1 or 1", RegisterWhy.CHOICE),
    ],
)  # fmt: skip
def test_an_odd_value_is_refused(kind: Type, typed: str, found: RegisterWhy) -> None:
    _, wrong = values.read([Field("x", kind, choices=("a",))], {"x": typed})
    assert [each.why for each in wrong] == [found]


def test_clocks_run_by_the_law() -> None:
    law = registers()["disclosure"]
    said = {"item": "3", "document_on": "2026-12-29"}
    due = values.due(law, "waiting", said, days=SHIPPED)
    assert due is not None
    assert due.on == date(2027, 1, 6)  # 1/1 is a day off
    own = values.due(law, "waiting", {**said, "own_due": "2026-12-30", "own_law": "Luật Đất đai Điều 1"}, days=SHIPPED)
    assert own is not None
    assert own.on == date(2026, 12, 30)
    assert (
        values.due(law, "waiting", {**said, "own_due": "2026-12-30"}, days=SHIPPED) == due
    )  # without its law it does not count
    posted = {**said, "posted_on": "2026-12-01"}
    shown = values.due(law, "public", posted, days=SHIPPED)
    assert shown is not None
    assert shown.on == date(2026, 12, 31)
    assert values.due(law, "public", {**posted, "item": "13"}, days=SHIPPED) is None  # posted for ever
    reception = registers()["reception"]
    refused = {"refused_on": "2026-12-01", "ground": "h"}
    notice = values.due(reception, "refused", refused, days=SHIPPED)
    assert notice is not None
    assert notice.on == date(2026, 12, 4)
    assert values.due(reception, "refused", {**refused, "ground": "g"}, days=SHIPPED) is None  # explained at once


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gọi 0912 345 678", True), ("căn cước 019 087 001 234", True), ("CMND 091234567", True),
        ("kinh phí 1.250.000.000 đồng", False), ("Quyết định 12/QĐ-UBND ngày 20/11/2026", False), ("800 m", False),
        ("từ 01.12.2026 đến 30.12.2026", False), ("năm 2026 2027", False),
    ],
)  # fmt: skip
def test_numbers_of_persons_are_found_and_money_is_not(text: str, found: bool) -> None:
    assert bool(values.numbers_of_people(text)) is found
