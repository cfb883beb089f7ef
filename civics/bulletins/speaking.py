"""A text for reading aloud over the loudspeaker: numbers, dates and abbreviations in words, no web addresses."""

import re
import unicodedata

from civics.bulletins import abbreviations, said_dates, said_numbers
from core.text import normal

_ADDRESS = r"(?:\b(?:tại|ở|vào|xem)[ ]{1,2})?:?[ ]{0,2}(?:https?://|www\.)\S+(?<![.,;:!?)\]…])"
_LINK = re.compile(rf"\({_ADDRESS}\)|{_ADDRESS}", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.@])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_ITEM = re.compile(r"^[^\S\n]{0,40}[-–+•*][^\S\n]{1,4}", re.MULTILINE)  # the sign that begins a list item
_LOOKS = re.compile(r"[•*_#`|]|~~|^[^\S\n]{0,3}>[ ](?![\d=])", re.MULTILINE)
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_DIALLED = re.compile(r"(?<![\d.,])(?:0\d{3} \d{3,4} \d{3}|1[89]00 \d{4,6})(?![\d.,]\d)")
_BLANK = re.compile(r"[ \t\u00a0]+")


def for_machine(said: str) -> str:
    """The text for a speech program, which misreads thousands separators and the groups of telephone numbers."""
    plain = _DIALLED.sub(lambda found: ", ".join(" ".join(each) for each in found[0].split()), said)
    plain = _THOUSANDS.sub("", plain)
    return _DECIMAL.sub(" phẩy ", plain)


def spoken(text: str) -> str:
    """Plain lines for reading aloud. Digits stay digits, because people read them well."""
    said = _LINK.sub(" trên trang thông tin của phường", normal(text))
    said = _MAIL.sub(lambda found: found[0].replace("@", " a còng ").replace(".", " chấm "), said)
    said = said_numbers.signs(_ITEM.sub("", said))
    said = _LOOKS.sub("", said)
    said = abbreviations.papers(said)
    said = abbreviations.roman(said)
    said = said_numbers.telephones(said)
    said = said_dates.dates(said_dates.hours(said))
    said = said_numbers.measures(abbreviations.words(said))
    lines = (_BLANK.sub(" ", _heard(each)).strip() for each in said.splitlines())
    return "\n".join(_ended(each) for each in lines if each)


def _heard(line: str) -> str:
    """The line without emoji and signs that nobody reads aloud."""
    return "".join(
        each for each in line if each.isascii() or unicodedata.category(each) not in {"So", "Sk", "Cf", "Co"}
    )


def _ended(line: str) -> str:
    return line if line[-1] in ".!?:;,…" else f"{line}."
