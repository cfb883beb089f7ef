""" "Công khai gì về đường tổ 5": what the ward has made public, found by the words, with its address."""

import re

from civics.hearing.wishes import Wish
from civics.registers.values import day_of
from civics.ward import units
from core.text import fold
from handlers.replies.after import After, Answer
from handlers.replies.listening import heard_of
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.ward import ward

_LONGEST = 120  # letters: a longer text tells a story of its own
_SHOWN = 5
# "không công khai quỹ" is a complaint; what asks names what it wants to see.
_ASKS = re.compile(
    r"\b(?:cong khai (?:gi|nhung gi|ve|noi dung|viec gi)|(?:xem|danh muc|muc|noi dung|trang|da|duoc) cong khai)\b"
)
_COMPLAINS = re.compile(r"\b(?:khong|chua|sao|thieu|giau|phai) (?:duoc |he |thay )?cong khai\b")
_EMPTY = frozenset(
    (
        *("cong", "khai", "gi", "nhung", "ve", "noi", "dung", "viec", "xem", "danh", "muc", "trang", "da", "duoc"),
        *("phuong", "co", "khong", "chua", "cho", "toi", "minh", "em", "hoi", "xin", "cai", "nao", "cua", "o", "tai"),
        *("la", "thi", "a", "nhe", "voi", "bac"),
    )
)


def asked(turn: Turn) -> Answer:
    """Show what fits the words. A story or a complaint that only names disclosure is left to other steps."""
    incoming = turn.incoming
    text = incoming.text
    if incoming.media or incoming.point or incoming.command or not text or len(text) > _LONGEST:
        return None
    said = fold(text)
    if not _ASKS.search(said) or _COMPLAINS.search(said) or heard_of(turn).wish is Wish.EMERGENCY:
        return None
    base = f"{turn.ward.settings.public_url}/cong-khai"
    found = _found(turn, text)
    if not found:
        turn.say("disclosed.found_none", *menu_rows(turn), link=base)
        return After.KEEP
    lines = [
        turn.words("disclosed.line", name=each.title, day=_day(each), link=f"{base}/{each.id}") for each in found
    ]  # fmt: skip
    turn.say("disclosed.found", *menu_rows(turn), lines="\n".join(lines), link=base)
    return After.KEEP


def _found(turn: Turn, text: str) -> list[Entry]:
    """The newest that have all words, else those of the group that is named."""
    known = ward.units_now(turn.work)
    places = units.match(text, [units.Place(each.code, each.kind, each.name, each.aliases) for each in known])
    words = " ".join(each for each in fold(text).replace("?", " ").split() if each not in _EMPTY)
    some = entries.some(turn.work, Asked("disclosure", words=words, public=True), reader=None, limit=_SHOWN)
    if some or not places:
        return some
    here = next(each.id for each in known if each.code == places[0].code)
    return entries.some(turn.work, Asked("disclosure", public=True, unit_id=here), reader=None, limit=_SHOWN)


def _day(entry: Entry) -> str:
    on = day_of(entry.said.get("public_on")) or entry.on_day
    return f"{on:%d/%m/%Y}"
