"""Emergencies in what people type: answered first, with the numbers to call.

A missed one is worse than a false one, yet a burnt fridge is no fire. Matching is on folded words, so that any spelling
with or without diacritics counts; where the folded form is ambiguous ("chay": cháy, chạy, chày) the phrase decides.
Numbers 113, 114, 115, 111: recalled, well known in Viet Nam.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from core.text import fold, folded_words


class Emergency(StrEnum):
    """What may be happening."""

    FIRE = "fire"
    FLOOD = "flood"
    VIOLENCE = "violence"
    MEDICAL = "medical"
    GAS = "gas"
    CHILD = "child"


_NUMBERS = {
    Emergency.FIRE: "114", Emergency.FLOOD: "114", Emergency.VIOLENCE: "113", Emergency.MEDICAL: "115",
    Emergency.GAS: "114", Emergency.CHILD: "111",
}  # fmt: skip

# Folded phrases; `…` stands for up to three words between.
_PHRASES: dict[Emergency, str] = {
    Emergency.FIRE: "dang chay|chay nha|chay lon|chay to qua|chay roi cuu|nha chay|nha … chay roi|boc chay|phat chay"
    "|bi chay|chay cho|chay xuong|chay rung|chay xe|hoa hoan|dam chay|chay kho|chay quan|chay phong|no binh ga|co chay"
    "|chay to|chay may bien ap|cuu hoa|lua chay|lua boc|chay o|chay tai|house on fire|on fire|is burning"
    "|fire at|big fire"
    "|there is a fire|house fire|fire fire|chay chay",
    Emergency.FLOOD: "lu cuon|nuoc lu|lu ve|lu len|nuoc dang cao|nuoc dang len|nuoc ngap vao nha"
    "|nuoc vao nha|bi cuon troi"
    "|cuon troi|vo de|vo dap|sat lo … nha|ngap nha|ngap den|mac ket|ket tren mai"
    "|chet duoi|duoi nuoc|flooding|trapped"
    "|drowning|flood water|nuoc len nhanh|nuoc len den|nuoc ngap den",
    Emergency.VIOLENCE: "danh nhau|dang danh|danh vo|danh con|danh dap|bao luc|chem nhau|dam nhau"
    "|dang chem|cam dao|doa giet"
    "|giet nguoi|hiep dam|cuop|bat coc|dang bi danh|bi danh|danh chet|xong vao nha"
    "|no sung|hanh hung|chem nguoi"
    "|being beaten|attacked|attacking|with a knife|stabbed|raped|robbery|domestic violence|kill me|fighting with",
    Emergency.MEDICAL: "bat tinh|ngat xiu|dot quy|dot quy|ngung tho|kho tho|tai nan|dien giat|chay mau|chay nhieu mau"
    "|cap cuu|ngo doc|co giat|tu tu|bi nga … bat tinh|unconscious|not breathing|heart attack|bleeding heavily|ambulance"
    "|electrocuted|sot 40 do|sot cao co giat|dau tim|nguy kich|tu vong",
    Emergency.GAS: "ro ri ga|ro ga|xi ga|ga bi xi|binh ga xi|mui ga|ro khi ga|gas leak|smell of gas"
    "|smell gas|ro ri gas|mui gas|xi gas|ro gas",
    Emergency.CHILD: "xam hai tre|bao hanh tre|danh tre em|xam hai … tre em|be bi bao hanh|tre bi bao hanh|child abuse"
    "|bat coc tre|tre bi xam hai",
}
_LETTERS: dict[Emergency, tuple[str, ...]] = {
    Emergency.FIRE: ("着火", "火灾", "失火", "起火", "화재", "불이 났", "불났", "불이났"),
    Emergency.FLOOD: ("洪水", "溺水", "被困", "홍수", "물에 빠", "침수"),
    Emergency.VIOLENCE: ("打架", "杀人", "持刀", "抢劫", "家暴", "被打", "폭행", "칼을", "강도", "때리고", "폭력"),
    Emergency.MEDICAL: (
        "昏迷",
        "晕倒",
        "不能呼吸",
        "触电",
        "救命",
        "의식",
        "쓰러졌",
        "숨을 못",
        "감전",
        "도와주세요 사람",
    ),
    Emergency.GAS: ("煤气泄漏", "燃气味", "煤气味", "가스 냄새", "가스가 새", "가스 누출"),
    Emergency.CHILD: ("虐待儿童", "아동 학대", "아동학대"),
}
# What looks like an emergency and is none: taken out before looking.
_HARMLESS = re.compile(
    r"\b(?:bong (?:den )?\w* ?(?:no )?(?:bi )?chay|chay hang|chay (?:may|bong|tu lanh|cau chi|ti vi|dien thoai|moe)"
    r"|bi chay (?:bong|may|tu|cau chi)|chay (?:au|xe may|bo|nhanh|qua|suot|theo|ra|vao|tron|viec|tien|an)|xe … chay"
    r"|phong (?:chong )?chay|phong chay chua chay|chua chay chua"
    r"|diet chuot|tap huan cuu hoa|dien tap|phong chong (?:bao luc|lu)"
    r"|bien phap (?:phong)?|tien cuop|cuop loi|gia nhu cuop|(?:so|tram|xe|phong) cap cuu|do ngap|den bu lu"
    r"|dot lu vua qua|sau lu|lu cuon mat het giay to|(?:tung|da) bi tai nan|hay tai nan)\b"
)


def spot(text: str) -> frozenset[Emergency]:
    """The emergencies a text speaks of, in Vietnamese however spelt, English, Chinese or Korean."""
    folded = " ".join(folded_words(text))
    folded = _HARMLESS.sub(" ", folded)
    found = {kind for kind, pattern in _PATTERNS.items() if pattern.search(folded)}
    plain = fold(text)
    found |= {
        kind for kind, letters in _LETTERS.items() if any(each in text or fold(each) in plain for each in letters)
    }
    return frozenset(found)


def numbers(spotted: Iterable[Emergency]) -> tuple[str, ...]:
    """The numbers to call, each once, the most fitting first."""
    ordered = [_NUMBERS[each] for each in Emergency if each in set(spotted)]
    return tuple(dict.fromkeys(ordered))


def _pattern(phrases: str) -> re.Pattern[str]:
    parts = (
        re.escape(each).replace(r"\ …\ ", r" (?:\w+ ){0,3}").replace(" … ", r" (?:\w+ ){0,3}")
        for each in phrases.split("|")
    )
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


_PATTERNS = {kind: _pattern(phrases) for kind, phrases in _PHRASES.items()}
