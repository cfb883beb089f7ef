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
