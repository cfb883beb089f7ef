"""Fifteen ways and more in which people ask for each of their rights: every one is understood."""

import pytest

from civics.hearing.hear import hear
from civics.ward.units import linh_son

SAID = {
    "stop": (
        "dừng", "thôi đừng nhắn tin cho tôi nữa", "dung gui tin nua", "hủy nhận tin", "bỏ theo dõi", "ko nhan tin nua",
        "tắt thông báo giùm bác", "cho em ra khỏi danh sách nhận tin", "ngưng gửi bản tin", "khỏi báo tin nữa cháu",
        "phiền quá, cắt tin đi", "đừng gửi tin của phường qua đây nữa", "ddwngf guiwr tin nuwax", "unsubscribe",
        "please stop sending me messages", "取消订阅", "구독 취소", "làm sao để tắt mấy tin này",
        "huỷ đăng ký nhận tin",
    ),
    "subscribe": (
        "đăng ký nhận tin", "dang ky nhan tin phuong", "cho bác nhận tin với", "mở lại tin cho tôi", "bật thông báo",
        "muốn nhận bản tin của phường", "cho em vào danh sách nhận tin", "nhận tin lại", "có tin gì thì nhắn cho tôi",
        "lỡ tay tắt tin rồi, mở lại giùm", "khi nào mất nước nhắn cho chị với", "theo dõi tin của phường",
        "xin đăng kí bản tin", "subscribe", "sign me up for the news", "订阅通知", "소식 받고 싶어요",
    ),
    "erase": (
        "xóa dữ liệu của tôi", "xoa het thong tin cua toi", "xoá thông tin của em đi", "đừng lưu gì về tôi nữa",
        "tôi muốn được quên", "gỡ tên với số của tôi ra", "xóa tài khoản", "hủy mọi thông tin về tôi",
        "đừng giữ ảnh của tôi nữa", "xóa lịch sử chat giúp em", "xoas hets thoong tin cuar em", "quên tôi đi",
        "tiêu hủy dữ liệu của tôi", "delete my data", "erase everything about me", "删除我的信息",
        "개인정보를 삭제해 주세요",
    ),
    "consent": (
        "rút lại đồng ý", "rut lai su dong y", "tôi không đồng ý nữa", "hủy đồng ý", "không cho dùng giọng của tôi nữa",
        "đừng dùng vị trí của em nữa", "tôi đổi ý, không cho phép nữa", "lỡ bấm đồng ý, giờ thôi",
        "thu hồi sự cho phép",
        "ko cho luu giong noi nua", "em không cho xài ảnh của em", "ngừng xử lý dữ liệu của tôi", "bỏ đồng ý ghi âm",
        "withdraw my consent", "I no longer consent", "撤回同意", "동의 철회",
    ),
    "withdraw": (
        "rút đơn", "cho tôi rút", "cho em xin rút lại đơn", "rut don khieu nai", "hủy phản ánh giúp em",
        "tôi không khiếu nại nữa", "gửi nhầm, bỏ giúp em", "thôi khỏi giải quyết nữa", "rút lại phản ánh hôm qua",
        "hai bên hòa giải rồi, xin rút", "bỏ hồ sơ của tôi đi", "thooi ruts ddown", "đóng hồ sơ giúp em",
        "withdraw my petition", "cancel my report", "撤回投诉", "민원 취소", "thu hồi đơn tố cáo",
    ),
    "move": (
        "chuyển kênh", "chuyển sang zalo", "chuyen qua telegram", "đổi sang telegram", "em đổi số điện thoại mới",
        "mất máy, chuyển hồ sơ qua máy mới", "chuyển hồ sơ sang số khác", "theo dõi tiếp bên zalo", "máy cũ hỏng rồi",
        "mang hồ sơ của tôi sang máy con gái", "chuyển tài khoản qua số mới", "từ nay dùng số khác",
        "nhắn tiếp qua telegram nha", "move my chat to telegram", "I have a new phone", "换号码",
        "텔레그램으로 옮기고 싶어요",
    ),
    "human": (
        "gặp cán bộ", "cho gặp người thật", "cho bác nói chuyện với người", "noi chuyen voi nguoi that",
        "em muốn nói với cán bộ phường", "gọi lại cho tôi", "để cán bộ đọc", "có ai trực để hỏi trực tiếp không",
        "bot không hiểu, cho gặp người", "kết nối nhân viên", "tôi không nói chuyện với máy", "cho gặp ai đó đi",
        "chuyển máy cho cán bộ", "human please", "can I talk to a person", "转人工", "상담원 연결해 주세요",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("right", "text"), [(right, text) for right, texts in SAID.items() for text in texts])
def test_a_right_is_understood_however_it_is_said(right: str, text: str) -> None:
    found = hear(text, linh_son())
    assert (found.wish, found.right) == ("right", right)


def test_there_are_fifteen_ways_at_least() -> None:
    assert min(map(len, SAID.values())) >= 15


@pytest.mark.parametrize(
    "text",
    [
        "rút tiền ở cây ATM bị nuốt thẻ", "xóa cái quảng cáo dán ở cột điện", "hủy hợp đồng thuê chợ thì làm sao",
        "gặp cán bộ mà không ai tiếp, làm ăn thế à", "chuyển hộ khẩu cần giấy gì", "đăng ký kết hôn ở đâu",
        "tắt đèn đường sớm quá, tối om", "dừng thi công đi, bụi lắm",
    ],
)  # fmt: skip
def test_what_shares_a_word_with_a_right_is_none(text: str) -> None:
    assert hear(text, linh_son()).right == ""


@pytest.mark.parametrize("said", ["dung roi gui di", "đúng rồi gửi đi", "dung roi gui luon con"])
def test_a_yes_without_diacritics_stops_nothing(said: str) -> None:
    assert hear(said, ()).right == ""
