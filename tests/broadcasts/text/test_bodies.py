"""The messages on each channel keep the limits of its platform, with one call per part."""

import pytest

from broadcasts.text.bodies import bodies
from core.message import Button, Media, MediaKind, outgoing_from_json, to_json
from core.text import units
from tests.broadcasts.text.test_render import ALL

PHOTO = Media(MediaKind.PHOTO, "a" * 64, name="anh.jpg", mime="image/jpeg")
PAPER = Media(MediaKind.DOCUMENT, "b" * 64, name="du-thao.pdf", mime="application/pdf")
ROWS = ((Button("Góp ý", "poll.start"),),)


@pytest.mark.parametrize("length", [10, 900, 1100, 5000, 9000])
@pytest.mark.parametrize("media", [(), (PHOTO,), (PHOTO, PHOTO, PAPER)])
@pytest.mark.parametrize("rows", [(), ROWS])
def test_each_part_is_one_call_within_the_limits(
    length: int, media: tuple[Media, ...], rows: tuple[tuple[Button, ...], ...]
) -> None:
    text = (ALL * (length // len(ALL) + 1))[:length]
    found = bodies("Tin *mới* của <phường>", text, media=media, rows=rows)
    for each in found["telegram"]:
        assert units(each.text) <= (1024 if each.media else 4096)
        assert not (each.rows and len(each.media) > 1)
        assert outgoing_from_json(to_json(each)) == each
    for each in found["zalo"]:
        assert units(each.text) <= 1900
        assert len(each.media) <= 1
        assert not (each.rows and each.media)
    for parts in found.values():
        assert [each for part in parts for each in part.media] == [*media]
        assert sum(bool(part.rows) for part in parts) == bool(rows)


def test_the_headline_is_words_and_no_markdown() -> None:
    found = bodies("Tin *mới* của <phường>", "nội dung")
    assert found["telegram"][0].text == "<b>Tin *mới* của &lt;phường&gt;</b>\n\nnội dung"
    assert found["zalo"][0].text == found[""][0].text == "Tin *mới* của <phường>\n\nnội dung"


def test_a_short_text_stands_under_its_picture() -> None:
    (only,) = bodies("Tin", "ngắn", media=(PHOTO,))["telegram"]
    assert only.media == (PHOTO,)
    assert only.markup == "html"
