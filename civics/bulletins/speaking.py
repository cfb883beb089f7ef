"""A text for reading aloud over the loudspeaker: dates, hours and abbreviations in full words, no web addresses."""

import re

_SAID = (
    ("UBMTTQ", "Ủy ban Mặt trận Tổ quốc"), ("UBND", "Ủy ban nhân dân"), ("HĐND", "Hội đồng nhân dân"),
    ("MTTQ", "Mặt trận Tổ quốc"), ("TDP", "tổ dân phố"), ("BHYT", "bảo hiểm y tế"), ("PCCC", "phòng cháy, chữa cháy"),
    ("CCCD", "căn cước"), ("THCS", "trung học cơ sở"), ("THPT", "trung học phổ thông"),
    ("SĐT", "số điện thoại"), ("ĐT", "điện thoại"), ("TP.", "thành phố "), ("&", " và "), ("%", " phần trăm"),
)  # fmt: skip
_LINK = re.compile(r"(?:tại|ở|vào|xem)?\s{0,3}:?\s{0,3}(?:https?://|www\.)\S+", re.IGNORECASE)
_DATE = re.compile(r"(?:ngày\s+)?\b(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\b", re.IGNORECASE)
_PART = re.compile(
    r"\b(\d)/(\d)\b(?=\s+(?:số|tổng|hộ|phiếu|người|đại|thành|cử|diện|chiều|dân))", re.IGNORECASE
)  # a fraction, such as the 2/3 of a majority
_HOUR = re.compile(r"\b([01]?\d|2[0-3])\s*(?::|h|g)\s*([0-5]\d)?\b(?!\w)")
_MONEY = re.compile(r"(\d)\s*(?:đ|VND|VNĐ)\b")
_SIGNS = re.compile(r"[•*_#>`~|]|^[^\S\n]*[-–]\s+", re.MULTILINE)  # the dash that begins a list item
_BLANK = re.compile(r"[ \t]+")


def spoken(text: str) -> str:
    """Plain lines for reading aloud. Digits stay digits, because people read them well."""
    said = _LINK.sub(" trên trang thông tin của phường", text)
    said = _SIGNS.sub("", said)
    said = _PART.sub(r"\1 phần \2", said)
    said = _DATE.sub(_date, said)
    said = _HOUR.sub(_hour, said)
    said = _MONEY.sub(r"\1 đồng", said)
    for short, long in _SAID:
        edge = r"\b" if short[-1].isalpha() else ""
        said = re.sub(rf"{edge}{re.escape(short)}{edge}", long, said)
    lines = (_BLANK.sub(" ", each).strip() for each in said.splitlines())
    return "\n".join(_ended(each) for each in lines if each)


def _date(found: "re.Match[str]") -> str:
    day, month, year = int(found[1]), int(found[2]), found[3]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found[0]
    return f"ngày {day} tháng {month}" + (f" năm {year}" if year else "")


def _hour(found: "re.Match[str]") -> str:
    minutes = found[2]
    if minutes is None and ":" in found[0]:
        return found[0]
    return f"{int(found[1])} giờ" + (f" {int(minutes)}" if minutes and int(minutes) else "")


def _ended(line: str) -> str:
    return line if line[-1] in ".!?:;,…" else f"{line}."
