"""A question in the middle of something else gets its answer, and what was begun stands as it was."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from civics.answers.examples import examples
from civics.answers.records import Record
from storage.answers import records
from storage.ward import ward as wards
from tests.handlers.polls.test_polling import begin
from tests.handlers.street import Street

HEAD = Record("x-to-truong-tdp-5", "Tổ trưởng: Tổ dân phố 5", text="Bà Lan, 0912 345 678", source="Phường")
ASKS = "ai là tổ trưởng tổ 5"
KEPT = "vẫn giữ nguyên"


@pytest.fixture
def ward(street: Street) -> Street:
    street.store.run(wards.add_unit, "tdp-5", kind="to_dan_pho", name="Tổ dân phố 5", aliases=("tổ 5",))
    street.store.run(records.begin, [*examples(), replace(HEAD, seen=date(2026, 11, 1))])
    return street


@pytest.mark.parametrize(
    "asks", ["đèn hỏng thì gọi ai", "cong tac bao o dau", "rác mấy hôm không ai lấy phản ánh ở đâu"]
)
def test_a_question_inside_a_report_gets_whom_to_call_and_a_report_to_send(ward: Street, asks: str) -> None:
    lan = ward.person("Lan").greeted()
    lan.say(asks)
    assert lan.saw("Nơi tiếp công dân")
    assert "Loại: phản ánh" in lan.sees()
    assert ward.rows("cases") == []
    lan.press("Gửi đi")
    assert [(each["kind"], each["text"]) for each in ward.rows("cases")] == [("phan_anh", asks)]


def test_whom_to_see_about_papers_is_no_report(ward: Street) -> None:
    lan = ward.person("Lan").greeted()
    lan.say("mất căn cước thì gặp ai")
    assert not lan.saw("Loại: phản ánh")


@pytest.mark.parametrize("channel", ["web", "zalo"])
def test_a_question_in_an_open_draft_is_answered_and_the_draft_stands(ward: Street, channel: str) -> None:
    lan = ward.person("Lan", channel=channel).greeted()
    lan.say("đèn đường ngõ 12 hỏng, tối lắm")
    for asks, answer in (
        (ASKS, "Bà Lan, 0912 345 678"), ("mất căn cước làm lại mất bao lâu", "7 ngày làm việc"),
        ("phường mấy giờ mở cửa", "Giờ tiếp"),
    ):  # fmt: skip
        lan.say(asks)
        assert lan.saw(answer)
        assert lan.saw(KEPT)
        assert "Loại: phản ánh" in lan.sees()
        assert asks not in lan.sees()
    lan.say("1")  # a digit belongs to the draft, which stands last
    (case,) = ward.rows("cases")
    assert case["text"] == "đèn đường ngõ 12 hỏng, tối lắm"


def test_a_story_in_an_open_draft_is_added_as_before(ward: Street) -> None:
    lan = ward.person("Lan").greeted()
    lan.say("đèn đường ngõ 12 hỏng, tối lắm")
    lan.say("cháu nhà tôi ngã hai lần rồi")
    assert "cháu nhà tôi ngã" in lan.sees()


def test_a_question_of_somebody_with_an_open_case_is_answered(ward: Street) -> None:
    lan = ward.person("Lan").greeted()
    lan.say("đèn đường ngõ 12 hỏng, tối lắm")
    lan.press("Gửi đi")
    (case,) = ward.rows("cases")
    before = len(ward.rows("entries"))
    lan.say(ASKS)
    assert "Bà Lan, 0912 345 678" in lan.sees()
    lan.say("hồ sơ của tôi đến đâu rồi")
    lan.say(ASKS)
    assert "Bà Lan, 0912 345 678" in lan.sees()
    lan.say("tối nay vẫn tối om, trẻ con sợ lắm")
    lan.say(ASKS)  # while it is asked where those words belong
    assert lan.saw(KEPT)
    lan.press(next(each for each in lan.all()[-1].buttons if str(case["code"]) in each))
    assert [each["text"] for each in ward.rows("entries")][before:] == ["tối nay vẫn tối om, trẻ con sợ lắm"]


def test_in_a_consultation_a_question_is_answered_or_told_how_to_go_on(ward: Street, tmp_path: Path) -> None:
    ward.ward = replace(ward.ward, settings=replace(ward.ward.settings, files_dir=tmp_path / "files"))
    begin(ward)
    lan = ward.person("Lan").greeted()
    for says in ("lấy ý kiến", "Dự thảo quy ước", "Xem từng điều"):
        lan.say(says)
    lan.say(ASKS)
    assert lan.saw("Bà Lan, 0912 345 678")
    assert "(1/2) Điều 1" in lan.sees()
    lan.say("phường có cho thuê sân cầu lông không ạ")
    assert lan.saw("chưa được ghi vào đâu")
    assert lan.saw("trả lời xong phần này rồi nhắn lại")
    assert "(1/2) Điều 1" in lan.sees()
    lan.press("Đồng ý")
    assert "(2/2) Điều 2" in lan.sees()
    assert ward.rows("answer_talks") == []  # nothing beside a secret ballot is kept
