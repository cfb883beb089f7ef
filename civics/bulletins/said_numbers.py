"""Writes telephone numbers, money, percent, units and ranges as the words in which they are read aloud."""

import re

_UNITS = {
    "kg": "ki lô gam", "g": "gam", "gr": "gam", "mg": "mi li gam", "km": "ki lô mét", "m": "mét", "cm": "xăng ti mét",
    "mm": "mi li mét", "m2": "mét vuông", "m²": "mét vuông", "m3": "mét khối", "m³": "mét khối",
    "km2": "ki lô mét vuông", "km²": "ki lô mét vuông", "cm2": "xăng ti mét vuông", "ha": "héc ta", "l": "lít",
    "lit": "lít", "ml": "mi li lít", "kw": "ki lô oát", "kwh": "ki lô oát giờ", "kv": "ki lô vôn", "v": "vôn",
    "w": "oát", "°c": "độ C", "ºc": "độ C", "oc": "độ C", "°": "độ", "km/h": "ki lô mét một giờ",
    "m/s": "mét một giây", "mmhg": "mi li mét thủy ngân", "gb": "ghi ga bai", "mb": "mê ga bai",
}  # fmt: skip
_MONEY = {
    "đ": "đồng", "₫": "đồng", "vnd": "đồng", "vnđ": "đồng", "đồng": "đồng", "k": "nghìn đồng", "tr": "triệu đồng",
    "trđ": "triệu đồng", "tr.đ": "triệu đồng", "triệu": "triệu", "usd": "đô la Mỹ", "ng": "nghìn",
}  # fmt: skip
_COUNT = r"\d{1,3}(?:[.,]\d{3}){0,4}(?:,\d{1,3})?|\d{1,12}(?:[.,]\d{1,3})?"
_AFTER = rf"[ ]?(?:{'|'.join(re.escape(each) for each in sorted({*_UNITS, *_MONEY}, key=len, reverse=True))})(?!\w)"
_MEASURED = re.compile(rf"(?<![\w.,/])({_COUNT})({_AFTER})", re.IGNORECASE)
_MILLION = re.compile(r"(?<![\w.,/])(\d{1,4})[ ]?tr(\d)\b", re.IGNORECASE)
_PERCENT = re.compile(r"[ ]?%")
_RANGE = re.compile(
    rf"(?<![\w.,/-])({_COUNT})((?:{_AFTER})?)[ ]?[-–][ ]?({_COUNT})(?![\d/-]|[.,]\d)(?=({_AFTER}|[ ]?%)?)",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?<=\d)((?:[ ]?(?:km|cm|mm|m))?)[ ]?[*×xX][ ]?(?=\d)")
_PER = re.compile(r"(?<=[^\W\d_])/([^\W\d_]\w{0,11})")
_PHONE = re.compile(
    r"(?<![\d.,/-])((?:\((?:\+84[ .-]?|0)\d{1,3}\)|\(\+84\)[ ]?\d{1,3}|(?:\+84[ .-]?|0)\d{1,3})"
    r"(?:[ .-]?\d{2,4}|\.\d){2,5})(?![\d/])"
)
_LISTED = re.compile(  # tổ 5,6 is no decimal number
    r"\b(?:tổ|TDP|dân phố|xóm|thôn|ngõ|thứ|ngày|khu)\s\d{1,3}(?:(?:,\d{1,3}){2,12}(?![\d,])|,\d{1,3}"
    r"(?=/\d|[ ]?(?:[;.)](?!\d)|$|tháng|họp|và|thuộc|từ|lúc|tại|ở|phường)))",
    re.IGNORECASE | re.MULTILINE,
)
_SHORT_PHONE = re.compile(r"(?<![\d.,/-])(1[89]00)([ .-]?)(\d{4}|\d{6}|\d{2,3}[ .-]\d{2,3})(?![\d/])")
_ZERO = re.compile(r"(?<![\w.,/:-])(?<!\d )0([1-9])(?![\w.,/:-]| \d)")  # 02 bộ
_SIGNS = (
    (re.compile(r"(?<![\w.)-])-(?=\d{1,2}(?:[.,]\d)?[ ]?[°º])"), "âm "),
    (re.compile(r"(?:>=|≥)[ ]?(?=\d)"), "từ "), (re.compile(r"(?:<=|≤)[ ]?(?=\d)"), "không quá "),
    (re.compile(r">[ ]?(?=\d)"), "trên "), (re.compile(r"<[ ]?(?=\d)"), "dưới "),
    (re.compile(r"[~≈][ ]?(?=\d)"), "khoảng "), (re.compile(r"(?<=\d)[ ]?\+[ ]?(?=\d)"), " cộng "),
    (re.compile(r"(?<=[\w)])[ ]?=[ ]?(?=[\w(])"), " bằng "), (re.compile(r"‰"), " phần nghìn"),
    (re.compile(r"[ ]?(?:→|->|=>)[ ]?"), " đến "),
)  # fmt: skip
_PER_WORDS = frozenset(
    (
        "hộ", "người", "tháng", "ngày", "tuần", "năm", "lần", "giờ", "quý", "buổi", "ca", "lượt", "nhà", "khẩu",
        "suất", "xe", "con", "cháu", "học", "tổ", "chuyến", "đêm", "phút", "bộ", "cái", "thẻ",
    )
)  # fmt: skip


def telephones(text: str) -> str:
    """Telephone numbers in groups of three or four digits."""
    said = _SHORT_PHONE.sub(lambda found: f"{found[1]} {_digits(found[3])}", text)
    return _PHONE.sub(_phone, said)


def signs(text: str) -> str:
    """Signs beside and between numbers: at least, about, times, lists."""
    for pattern, word in _SIGNS:
        text = pattern.sub(word, text)
    text = _LISTED.sub(lambda found: found[0].replace(",", ", "), text)
    return _TIMES.sub(r"\1 nhân ", text)


def measures(text: str) -> str:
    """Ranges, money, percent and units."""
    said = _MILLION.sub(r"\1 triệu \2 trăm nghìn đồng", text)
    said = _RANGE.sub(_range, said)
    said = _MEASURED.sub(_measured, _ZERO.sub(r"\1", said))
    said = _PERCENT.sub(" phần trăm", said)
    return _PER.sub(_per, said)


def _phone(found: "re.Match[str]") -> str:
    digits = _digits(found[1])
    if digits.startswith("84") and found[1].lstrip("(").startswith("+"):
        digits = f"0{digits[2:]}"
    if len(digits) == 10:
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    if len(digits) == 11:
        return f"{digits[:4]} {digits[4:8]} {digits[8:]}"
    return found[0]


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def _range(found: "re.Match[str]") -> str:
    return f"{found[1]}{found[2]} đến {found[3]}"


def _measured(found: "re.Match[str]") -> str:
    unit = found[2].strip()
    small = unit.lower()
    if unit == "K" or small not in _UNITS:
        return f"{found[1]} {_MONEY[small]}" if small in _MONEY else found[0]
    if unit in {"G", "M", "L"}:  # a mobile network (5G), a size of clothes
        return found[0]
    return f"{found[1]} {_UNITS[small]}"


def _per(found: "re.Match[str]") -> str:
    small = found[1].lower()
    if small in _UNITS:
        return f" mỗi {_UNITS[small]}"
    return f" mỗi {found[1]}" if small in _PER_WORDS else f", {found[1]}"
