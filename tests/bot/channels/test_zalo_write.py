"""A message as calls: no call is longer than the platform accepts, and the buttons are under the last one."""

from bot.channels import zalo_write
from core.message import Button, Media, MediaKind, Outgoing

LONG = "Đã kiểm tra tuyến cống và sẽ sửa trong tuần này. " * 80


def test_words_that_are_too_long_become_several_calls() -> None:
    found = zalo_write.parts(Outgoing(LONG, rows=((Button("Xong", "done+1"),),), reply_to="m1"))
    assert len(found) == 3
    assert all(0 < len(each.text) <= zalo_write.TEXT for each in found)
    assert [bool(each.buttons) for each in found] == [False, False, True]
    assert [each.quote for each in found] == ["m1", "", ""]


def test_a_picture_carries_the_last_words_as_its_caption() -> None:
    found = zalo_write.parts(Outgoing(LONG, media=(Media(MediaKind.PHOTO, "a"),)))
    assert [each.media is not None for each in found] == [False, False, True]
    assert found[-1].text


def test_short_words_are_one_call() -> None:
    assert zalo_write.parts(Outgoing("Chào", reply_to="m1")) == [zalo_write.Part("Chào", quote="m1")]


def test_a_picture_alone_has_no_words() -> None:
    assert zalo_write.parts(Outgoing("", media=(Media(MediaKind.DOCUMENT, "a"),))) == [
        zalo_write.Part(media=Media(MediaKind.DOCUMENT, "a"))
    ]


def test_a_number_is_dialled_and_stands_in_the_text_where_buttons_are_refused() -> None:
    part = zalo_write.Part("Gọi ngay 114", (Button("Gọi 114", url="tel:114"), Button("Trang", url="https://a.vn")))
    attachment = zalo_write.words(part)["attachment"]
    assert isinstance(attachment, dict)
    payload = attachment["payload"]
    assert isinstance(payload, dict)
    assert payload["buttons"] == [
        {"title": "Gọi 114", "type": "oa.open.phone", "payload": {"phone_code": "114"}},
        {"title": "Trang", "type": "oa.open.url", "payload": {"url": "https://a.vn"}},
    ]
    assert zalo_write.listed(part).text == "Gọi ngay 114\n\nGọi 114\nTrang: https://a.vn"
