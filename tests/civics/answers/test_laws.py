"""An article is quoted word for word, from the document that is named; a khoản alone when one is asked for."""

from datetime import date

import pytest

from civics.answers.answering import Base, Kind, Reason, ask, base_of, go_on
from civics.answers.examples import examples
from civics.answers.laws import articles_of, named, quoted
from civics.answers.records import Record
from civics.hearing.hear import hear
from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.ward.units import linh_son

RESOLUTION = """Số: 36/NQ-HĐND
Linh Sơn, ngày 19 tháng 12 năm 2025
NGHỊ QUYẾT
Điều 1. Mục đích
Đưa ra các biện pháp.
Điều 2. Tổ chức thực hiện
1. Giao Ủy ban nhân dân phường.
2. Giao Mặt trận:
a) giám sát;
b) tuyên truyền.
"""
LAW = "Điều 2. Giải thích từ ngữ\nCơ sở là xã, phường.\nĐiều 2a. Tên khác\nLời khác."
TODAY = date(2026, 11, 30)


def base() -> Base:
    resolution = articles_of(parse(plain_paragraphs(RESOLUTION)), "", today=TODAY)
    law = articles_of(parse(plain_paragraphs(LAW)), "Luật Thực hiện dân chủ ở cơ sở", today=TODAY)
    return base_of([*examples(), *resolution, *law])


def test_a_document_is_cut_by_its_articles_and_bears_its_version() -> None:
    found = base().laws["x-nghi-quyet-36-nq-hdnd-d2"]
    assert (found.name, found.article, found.document) == (
        "Điều 2. Tổ chức thực hiện", "2", "Nghị quyết 36/NQ-HĐND",
    )  # fmt: skip
    assert found.text == "1. Giao Ủy ban nhân dân phường.\n2. Giao Mặt trận:\na) giám sát;\nb) tuyên truyền."
    assert found.source.startswith("Nghị quyết 36/NQ-HĐND, bản ngày 19/12/2025 (dấu ")
    assert quoted(found, "2") == "2. Giao Mặt trận:\na) giám sát;\nb) tuyên truyền."
    assert quoted(found, "9") == found.text
    assert articles_of(parse(plain_paragraphs("Một đoạn.\nHai đoạn.")), "", today=TODAY) == ()
    assert named("Không có số") == ""


@pytest.mark.parametrize(
    ("turns", "keys", "clause"),
    [
        (["Điều 1 nói gì"], ["x-nghi-quyet-36-nq-hdnd-d1"], ""),
        (["dieu 2 nghi quyet 36 quy dinh gi"], ["x-nghi-quyet-36-nq-hdnd-d2"], ""),
        (["cho xem khoản 2 điều 2 luật dân chủ cơ sở"], ["x-luat-thuc-hien-dan-chu-o-co-so-d2"], "2"),
        (["điều 2a"], ["x-luat-thuc-hien-dan-chu-o-co-so-d2a"], ""),
        (["điều 2 nghị quyết 36", "thế khoản 1 thì sao"], ["x-nghi-quyet-36-nq-hdnd-d2"], "1"),
        (["điều 2", "cái thứ hai"], ["x-luat-thuc-hien-dan-chu-o-co-so-d2"], ""),
    ],
)
def test_the_article_that_is_asked_for_answers(turns: list[str], keys: list[str], clause: str) -> None:
    found = ask(turns, base(), linh_son())
    assert (found.kind, list(found.codes), found.clause) == (Kind.ANSWER, keys, clause)


def test_two_documents_with_one_number_lead_to_a_question_and_none_to_a_pass() -> None:
    assert len(ask(["điều 2 nói gì"], base(), linh_son()).codes) == 2
    found = ask(["điều 99 luật dân chủ nói gì"], base(), linh_son())
    assert (found.kind, found.reason) == (Kind.PASS, Reason.NOT_IN_BASE)


def test_articles_change_nothing_about_procedures() -> None:
    plain = base_of(examples())
    assert base().index is plain.index
    assert ask(["điều 2 nói gì", "làm lại căn cước ở đâu"], base(), linh_son()).codes == ("1.014064",)


def test_a_record_that_is_gone_since_the_turn_before_is_offered_no_more() -> None:
    found = ask(["khai sinh"], base(), linh_son())
    left = base_of([each for each in examples() if each.key not in found.codes])
    after = go_on("cái thứ hai", left, hear("cái thứ hai", linh_son()), before=found.context)
    assert not set(after.codes) & set(found.codes)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ai là tổ trưởng tổ 5", ("x-to-truong-tdp-5",)),
        ("tổ 5 ai làm tổ trưởng vậy", ("x-to-truong-tdp-5",)),
        ("cho xin số điện thoại tổ trưởng tổ 5", ("x-to-truong-tdp-5",)),
        ("ai là tổ trưởng tổ 6", ()),
        ("tổ trưởng tổ 5 ăn tiền của dân thì gặp ai", ()),
        ("tổ trưởng tổ 5 không cho tôi ký giấy thì gặp ai", ()),
    ],
)
def test_the_head_of_a_group_is_named_from_its_record_alone(text: str, codes: tuple[str, ...]) -> None:
    head = Record("x-to-truong-tdp-5", "Tổ trưởng: Tổ dân phố 5", text="Bà Lan, 0912 345 678", source="Phường")
    found = ask([text], base_of([*examples(), head]), linh_son())
    assert found.codes == codes or not set(found.codes) & {head.key}
    assert (found.kind is Kind.ANSWER) == bool(codes)
