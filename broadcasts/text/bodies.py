"""The messages of a bulletin on each channel: its parts in order, each of them one call to the platform."""

from collections.abc import Sequence

from broadcasts.text import render
from core.message import Button, Media, MediaKind, Outgoing

Rows = tuple[tuple[Button, ...], ...]


def bodies(title: str, text: str, *, media: Sequence[Media] = (), rows: Rows = ()) -> dict[str, list[Outgoing]]:
    """The parts by channel; "" is for all others: text only, in one part. `rows` are buttons under the last text."""
    return {
        "telegram": telegram(title, text, media=media, rows=rows),
        "zalo": zalo(title, text, media=media, rows=rows),
        "": [Outgoing(f"{title}\n\n{render.words(text)}", media=tuple(media), rows=rows)],
    }


def telegram(title: str, text: str, *, media: Sequence[Media] = (), rows: Rows = ()) -> list[Outgoing]:
    """A text that fits is the caption of the picture; a longer text follows a picture with the headline."""
    whole = f"# {_headline(title)}\n\n{text}"
    photos, files = _parted(media)
    first: list[Outgoing] = []
    parts = render.telegram(whole)
    if photos:
        caption = render.telegram(whole, first=render.CAPTION)
        alone = len(caption) == 1 and not (rows and len(photos) > 1)  # an album cannot have buttons
        first = [Outgoing(caption[0] if alone else "", media=photos, markup="html" if alone else "")]
        parts = [] if alone else parts
    found = [*first, *(Outgoing(each, markup="html") for each in parts)]
    return [*_with_rows(found, rows), *(Outgoing("", media=(each,)) for each in files)]


def zalo(title: str, text: str, *, media: Sequence[Media] = (), rows: Rows = ()) -> list[Outgoing]:
    """Text only. A picture carries the first part of the text, unless buttons must be there."""
    photos, files = _parted(media)
    texts = [Outgoing(each) for each in render.zalo(f"# {_headline(title)}\n\n{text}")]
    if photos and (len(texts) > 1 or not rows):
        texts[0] = Outgoing(texts[0].text, media=photos[:1])
        photos = photos[1:]
    extra = [Outgoing("", media=(each,)) for each in (*photos, *files)]
    return [*_with_rows(texts, rows), *extra]


def _with_rows(parts: list[Outgoing], rows: Rows) -> list[Outgoing]:
    if not rows:
        return parts
    last = parts[-1]
    return [*parts[:-1], Outgoing(last.text, rows=rows, media=last.media, markup=last.markup)]


def _parted(media: Sequence[Media]) -> tuple[tuple[Media, ...], tuple[Media, ...]]:
    photos = tuple(each for each in media if each.kind is MediaKind.PHOTO)
    return photos, tuple(each for each in media if each.kind is not MediaKind.PHOTO)


def _headline(title: str) -> str:
    """The title as Markdown, escaped."""
    return render.fill("{x}", {"x": title})
