"""Bare answers when nothing was asked, and timetables asked for by their name; beside each, what only looks like it."""

import unicodedata

import pytest

from civics.hearing.hear import hear
from civics.hearing.signs import lines_of
from civics.hearing.wishes import Wish
from civics.ward.units import linh_son

ANSWERS = (
    "gửi đi", "gui di", "gửi luôn đi", "đúng rồi", "dung roi", "đúng vậy", "dung vay", "đúng rồi ạ", "đồng ý", "dong y",
    "không đúng", "không có ảnh", "khong co anh", "ko co anh", "khong co hinh", "chua co anh", "khong chup duoc anh",
    "không ảnh", "không", "khong", "ko", "đợi tui chụp hình", "khong dung", "ko dung", "k dung", "khong dung dau",
    "khong dung lam", "khong dung roi", "k dung y em", "khong phai vay", "dung khong",
)  # fmt: skip
RIGHTS = (
    ("đừng gửi nữa", "stop"), ("dung gui tin nua", "stop"), ("dừng", "stop"), ("rút lại đồng ý", "consent"),
    ("rut don", "withdraw"), ("tôi không đồng ý nữa", "consent"),
    ("gui tin cho toi", "subscribe"),
)  # fmt: skip
TIMETABLES = (
    "lich rac to 5", "lịch rác tổ 5", "lich thu gom rac to 5", "lịch đổ rác tổ 12", "to 5 thu nao do rac",
    "lich cat dien", "lich tiem chung", "lich tiep dan", "lịch tiếp công dân tháng này", "giờ làm việc", "gio lam viec",
    "so dien thoai phuong", "cách bỏ phiếu", "làm giấy khai sinh cho con",
    "sdt phuong", "sđt phường", "sdt ubnd", "sdt chu tich", "sdt tram y te", "sdt dien luc", "cho sdt phuong",
    "duong day nong phuong", "email phuong", "zalo phuong", "tru so ubnd", "dia chi ubnd phuong", "le phi khai sinh",
    "lệ phí làm cccd", "le phi tach thua", "giay to lam cccd", "giấy tờ nhập học lớp 1", "ho so khai sinh",
    "ho so tam tru", "thoi han cccd", "mau to khai", "mau don ly hon", "muc phat do rac", "bang gia dat", "gia nuoc",
    "luong huu thang nay", "ten chu tich phuong", "can bo ho tich", "bo phan mot cua", "lich phun muoi",
    "diem tiem chung", "quy hoach to 5", "ma so thue ubnd",
)  # fmt: skip
REPORTS = (
    "rác tổ 5 chưa dọn",
    "rac to 5 khong ai gom theo lich",
    "lich thu rac to 5 khong dung gio",
    "lịch rác tổ 5 vẫn chưa có",
    "Đúng rồi. Rác tổ 5 chưa ai dọn",
    "không, đèn ngõ 12 hỏng",
    "giờ làm việc mà không có ai",
    "cam on phuong da sua den nhung cong van tac",
    "khong co anh sang o ngo 12",
    "khong co den duong",
    "gửi đi mấy lần không ai sửa đèn",
    "làm đường gây bụi",
    "sdt phuong goi khong ai nghe",
    "đường dây nóng không ai nghe máy",
    "giờ làm việc cán bộ ngồi chơi",
    "le phi khai sinh thu sai",
    "le phi khai sinh thu gap doi",
    "giay to lam cccd bi mat",
    "trụ sở phường khóa cửa giữa giờ",
    "zalo to truong noi xau toi",
    "ho so vay von bi ngam ca thang",
    "can bo ho tich noi nang hach dich",
)
# "No" answers something else; then something is told.
AFTER_NO = (
    "Không. Đèn ngõ 12 hỏng", "Khong. Den ngo 12 hong", "không phải, đèn ngõ 12 cơ", "không, rác tổ 5",
    "k. duong to 3 ngap", "Ko. Cống tắc", "Không! Nước đục", "không ạ. cột điện nghiêng", "Dạ không. Nước bẩn lắm",
    "Ko phai. Rac to 8", "chua, duong van ngap", unicodedata.normalize("NFD", "Không. Đèn ngõ 12 hỏng"),
)  # fmt: skip


@pytest.mark.parametrize("text", ANSWERS)
def test_a_bare_answer_asks_for_no_right_and_for_no_case(text: str) -> None:
    assert hear(text, linh_son()).wish is Wish.OTHER


@pytest.mark.parametrize(("text", "right"), RIGHTS)
def test_a_right_is_still_a_right(text: str, right: str) -> None:
    found = hear(text, linh_son())
    assert right in {found.right, *found.unsure}


@pytest.mark.parametrize("text", TIMETABLES)
def test_a_timetable_is_asked_for_by_its_name(text: str) -> None:
    assert hear(text, linh_son()).wish is Wish.QUESTION


@pytest.mark.parametrize("text", REPORTS)
def test_what_is_wrong_with_it_is_a_report(text: str) -> None:
    assert hear(text, linh_son()).wish in {Wish.REPORT, Wish.STATUS}


@pytest.mark.parametrize("text", AFTER_NO)
def test_what_is_told_after_a_no_is_a_report(text: str) -> None:
    assert hear(text, linh_son()).wish is Wish.REPORT


@pytest.mark.parametrize(
    "text", ["không, cho hỏi làm cccd ở đâu", "Không. Làm khai sinh ở đâu?", "k, hoi gio lam viec"]
)
def test_what_is_asked_after_a_no_is_a_question(text: str) -> None:
    assert hear(text, linh_son()).wish is Wish.QUESTION


@pytest.mark.parametrize("text", ["lam cccd", "làm CCCD"])
def test_the_three_letters_of_an_identity_card_are_no_letter_held_too_long(text: str) -> None:
    assert [each.bare for each in lines_of(text)[0] if not each.is_mark] == ["lam", "can", "cuoc"]


@pytest.mark.parametrize("text", ["hồ sơ của tui tới mô rồi", "ho so cua tui toi mo roi", "đơn của tôi đến mô rồi"])
def test_a_case_of_ones_own_is_asked_about_in_dialect(text: str) -> None:
    assert hear(text, linh_son()).wish is Wish.STATUS
