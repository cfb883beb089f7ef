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


@pytest.mark.parametrize("channel", ["web", "zalo"])
def test_between_several_records_the_draft_stands_as_it_was(ward: Street, channel: str) -> None:
    lan = ward.person("Lan", channel=channel).greeted()
    lan.say("den duong hong o to 5")
    before = lan.sees()
    lan.say("xin giay khai sinh can gi")
    between = lan.all()[-2]
    assert "hỏi việc nào?" in between.outgoing.text
    assert KEPT in between.outgoing.text
    assert lan.sees() == before
    assert "phản ánh · Đường sá" in before
    assert "Tổ dân phố 5" in before
    assert "Địa điểm: chưa rõ" in before  # a street lamp is no temple on a street
    name = "Đăng ký lại khai sinh"
    if channel == "zalo":
        lan.say("cai thu hai")
        assert lan.sees() == before
        lan.say("xin giay khai sinh can gi")
    if channel == "web":
        lan.press(name)
    else:
        assert f"• {name}" in between.outgoing.text
        lan.say(name)
    assert lan.all()[-2].outgoing.text.startswith(name)
    lan.say("mất thẻ căn cước thì làm ở đâu")
    assert lan.sees() == before
    lan.say("bao gio sua")
    assert "chưa gửi nên chưa có ngày hẹn" in lan.all()[-2].outgoing.text
    lan.say("1" if channel == "zalo" else "gửi đi")
    (case,) = ward.rows("cases")
    assert (case["kind"], case["topic"], case["text"]) == ("phan_anh", "duong_sa", "den duong hong o to 5")


def test_what_was_said_first_stands_when_more_is_said(ward: Street) -> None:
    ward.store.run(wards.add_unit, "tdp-12", kind="to_dan_pho", name="Tổ dân phố 12", aliases=("tổ 12",))
    lan = ward.person("Lan").greeted()
    lan.say("đèn đường hỏng ở tổ 5")
    for more in (
        "rác nhà hàng xóm tổ 12 cũng để cạnh đó",
        "phường có cho thuê sân cầu lông không ạ",
        "đề nghị sửa sớm",
    ):
        lan.say(more)
        assert "phản ánh · Đường sá" in lan.sees()
        assert "Tổ dân phố 5" in lan.sees()
        assert "sân cầu" not in lan.sees().partition("Địa điểm")[2]
    for corrects, unit in (("nhầm, tổ 12 mới đúng", 12), ("tổ 5 nhé", 5), ("không phải tổ 5 mà là tổ 12", 12)):
        lan.say(corrects)
        assert f"Tổ, xóm: Tổ dân phố {unit}" in lan.sees()
    lan.say("ngõ 7")
    lan.say("à nhầm, ở ngõ 9 chứ không phải ngõ 7")
    assert "Địa điểm: ngõ 9" in lan.sees()
    lan.press("Gửi đi")
    (case,) = ward.rows("cases")
    assert (case["kind"], case["topic"], case["place"]) == ("phan_anh", "duong_sa", "ngõ 9")
    assert "sân cầu lông" in str(case["text"])


def test_a_danger_keeps_the_place_of_the_draft_that_it_ends(ward: Street) -> None:
    lan = ward.person("Lan").greeted()
    lan.say("dây điện võng xuống thấp ở ngõ 7 tổ 5")
    lan.say("có người bị điện giật rồi, cứu với")
    (case,) = ward.rows("cases")
    assert case["emergency"]
    assert (case["place"], case["unit_id"]) == ("ngõ 7", 1)


def test_a_message_that_tells_and_asks_is_kept_and_answered(ward: Street) -> None:
    lan = ward.person("Lan").greeted()
    lan.say("đèn đường hỏng ở tổ 5")
    lan.say("cây cũng đổ ra đường. mất căn cước làm lại mất bao lâu?")
    assert lan.saw("7 ngày làm việc")
    assert "cây cũng đổ" in lan.sees()
    lan.press("Gửi đi")
    lan.say("cột điện thì nghiêng. mất căn cước làm lại mất bao lâu?")
    assert "7 ngày làm việc" in lan.all()[-2].outgoing.text
    assert "thêm vào hồ sơ nào" in lan.sees()


# At each step that takes words of one's own, a question is answered, and the step is asked again.
STEPS: dict[str, tuple[str, ...]] = {
    "what": ("báo",), "place": ("đèn hỏng ở tổ 5", "Đổi nơi"), "unit": ("đèn hỏng", "Đổi tổ, xóm"),
    "photos": ("đèn hỏng ở tổ 5", "Sửa ý khác", "Ảnh, tệp"), "words": ("đèn hỏng ở tổ 5", "Sửa ý khác", "Nội dung"),
    "kind": ("đèn hỏng ở tổ 5", "Sửa ý khác", "Loại"), "row": ("đèn hỏng ở tổ 5", "Sửa ý khác"),
    "complaint": ("khiếu nại",), "word": ("/word",), "consents": ("/dongy",),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_question_at_any_step_is_answered_and_the_step_is_asked_again(ward: Street, step: str) -> None:
    lan = ward.person("Lan").greeted()
    for says in STEPS[step]:
        if lan.all()[-1].button(says):
            lan.press(says)
        else:
            lan.say(says)
    before = lan.sees()
    lan.say("mất căn cước làm lại mất bao lâu")
    assert "7 ngày làm việc" in lan.all()[-2].outgoing.text
    assert KEPT in lan.all()[-2].outgoing.text
    assert lan.sees() == before
    assert "mất bao lâu" not in str([dict(each) for each in ward.rows("cases")])


def test_a_question_to_staff_that_a_record_answers_gets_its_card(ward: Street) -> None:
    lan = ward.person("Lan").greeted()
    lan.say("hỏi")
    lan.say("mất căn cước làm lại mất bao lâu")
    assert "7 ngày làm việc" in lan.sees()
    assert ward.rows("cases") == []
    lan.press("Hỏi cán bộ")
    assert [each["kind"] for each in ward.rows("cases")] == ["hoi"]


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


def test_who_asks_for_the_form_of_a_denunciation_has_not_denounced(ward: Street) -> None:
    lan = ward.person("Lan").greeted()
    lan.say("mẫu đơn tố cáo lấy ở đâu")
    assert not lan.all()[-1].button("Tố cáo")
    mai = ward.person("Mai").greeted()
    mai.say("tôi tố cáo ông Ba lấn đất thì gửi đơn ở đâu")
    assert mai.all()[-1].button("Tố cáo")  # which kind it is, is asked; no record is looked up
    assert not mai.saw("Nguồn:")


@pytest.mark.parametrize(
    "said",
    [
        "đường hỏng, à mà cho hỏi làm cccd ở đâu", "đèn ngõ 12 hỏng, mất căn cước thì làm lại bao lâu",
        "rác tổ 5 chưa dọn. Cho hỏi làm căn cước ở đâu",
    ],
)  # fmt: skip
def test_a_report_beside_a_question_about_something_else_is_not_lost(ward: Street, said: str) -> None:
    lan = ward.person("Lan").greeted()
    lan.say(said)
    assert "Loại: phản ánh" in lan.sees()
    lan.press("Gửi đi")
    assert [each["text"] for each in ward.rows("cases")] == [said]
