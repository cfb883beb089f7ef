"""Writes dates and hours as the words in which they are read aloud. A slash means a date only if nothing else fits."""

import re

# The word before a date.
_CUES = frozenset(
    (
        "ngày", "sáng", "trưa", "chiều", "tối", "đêm", "hôm", "mùng", "mồng", "từ", "đến", "trước", "sau",
        "vào", "lễ", "dịp", "khánh", "nhật", "nay", "mai", "qua", "hết", "cuối", "đầu", "lịch", "hạn", "ngay",
    )
)  # fmt: skip
_WEEKDAYS = re.compile(r"(?:thứ\s(?:\d|hai|ba|tư|năm|sáu|bảy)|chủ nhật|CN|T[2-7])[ ,(]{1,2}$", re.IGNORECASE)
# Words before the number of a house or a plot, and before a fraction.
_ADDRESSES = frozenset(
    (
        "nhà", "số", "ngõ", "ngách", "hẻm", "kiệt", "đường", "phố", "tổ", "lô", "thửa", "tờ", "căn", "phòng",
        "kiốt", "ô", "khu", "xóm", "thôn", "dãy", "tòa", "cột", "trụ", "hộ", "lớp", "nhánh",
    )
)  # fmt: skip
# Days after which streets are named: đường 30/4, phố 2/9.
_STREETS = frozenset(
    (
        "3/2", "8/3", "26/3", "30/4", "1/5", "7/5", "19/5", "27/7", "19/8", "2/9", "23/9", "10/10", "20/10", "22/12",
    )
)  # fmt: skip
_SHARES = frozenset(
    (
        "đạt", "chiếm", "hơn", "gần", "quá", "trên", "khoảng", "lệ", "thiểu", "nhất", "bằng", "được", "còn",
        "cả", "đủ", "có", "với", "tăng", "giảm", "là",
    )
)  # fmt: skip
# Words before the number of a paper or a round, which a year follows.
_PAPERS = frozenset(
    (
        "số", "nđ", "nq", "qđ", "tt", "ct", "cv", "tb", "kh", "định", "quyết", "tư", "thị", "luật", "văn",
        "báo", "hoạch", "kỳ", "đợt", "quý", "lần", "khóa",
    )
)  # fmt: skip
_STRONG = re.compile(
    r"[ ](?:số|tổng|diện tích|chiều dài|chiều rộng|quãng|dân số|khối lượng|thời gian)\b", re.IGNORECASE
)
_COUNTED = re.compile(
    r"[ ](?:hộ|phiếu|người|đại biểu|thành viên|cử tri|chiều|dân|tổ|tiêu chí|chỉ tiêu|điểm|đảng viên|hội viên|đoàn viên|"
    r"học sinh|trẻ|em|mũi|lớp|thôn|xóm|gia đình|ý kiến|nội dung|kế hoạch|ngày công|thìa|cốc|bát|quả|con|cháu|xe|công "
    r"trình|tuyến|nhà|ca|suất|chậu|xã|phường|đồng chí|hạng mục|kg|lít|m2|ha)\b",
    re.IGNORECASE,
)
_OVER = re.compile(r"huyết áp|thửa đất|tỷ lệ|tỉ lệ")
_YEAR = r"(?:19|20)\d\d"
_EVER = re.compile(r"(?<![\d/.,])24/(24|7)(?:[ ]?(?:h|giờ)\b)?(?![\d/])", re.IGNORECASE)
_MONTH = re.compile(rf"\b(tháng|T)(\s?)(\d{{1,2}})[ ]?[/-][ ]?({_YEAR})\b")
_MONTHS = re.compile(rf"\b(tháng\s)(\d{{1,2}})[ ]?[-–][ ]?(\d{{1,2}})/({_YEAR})\b", re.IGNORECASE)
_QUARTER = re.compile(rf"\b(quý\s\d)[ ]?[/-][ ]?({_YEAR})\b", re.IGNORECASE)
_DAYS = re.compile(
    rf"(?<![\w/.,-])(?P<since>từ[ ])?(?P<word>ngày[ ])?(?P<first>\d{{1,2}})(?P<month1>/\d{{1,2}}(?:/{_YEAR})?)?"
    rf"[ ]?(?:[-–]|đến(?P<whole>[ ]hết)?(?:[ ]ngày)?)[ ]?(?P<last>\d{{1,2}})/(?P<month>\d{{1,2}})"
    rf"(?:/(?P<year>{_YEAR}))?(?![\d/])",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?<![\w/.,-])(\d{1,4})/(\d{1,4})(?:/(\d{1,4}))?(?:/(\d{1,4}))?(?![\d/]|[.,]\d|[A-Za-zĐđ])")
_DOTTED = re.compile(rf"(?<![\d/.,-])(\d{{1,2}})([.-])[ ]?(\d{{1,2}})\2[ ]?({_YEAR})(?![\d/])")
_ADDRESS_LETTER = re.compile(
    r"(?<![\w/.,-])(?:([A-Ea-e]\d{1,4}|\d{1,4}[A-Ea-e])/(\d{1,4}[A-Ea-e]?)|(\d{1,4})/(\d{1,4}[A-Ea-e]))(?![\w/])"
)
_YEARS = re.compile(rf"(?<![\d/.,-])({_YEAR})[ ]?[-–][ ]?({_YEAR})(?![\d/-])")
_CLOCK = r"(?:[01]?\d|2[0-4])[ ]?(?:[hg][ ]?(?:[0-5]\d)?|:[0-5]\d)(?:'|p|ph)?"
_SPAN = re.compile(
    rf"(?<![\w/.,:-])(từ\s)?({_CLOCK}|[01]?\d|2[0-4])[ ]?(?:[-–]|đến)[ ]?({_CLOCK})(?![\w/:])", re.IGNORECASE
)
_HOUR = re.compile(
    r"(?<![\w/.,:-])([01]?\d|2[0-4])([ ]?)(?:([hH])[ ]?([0-5]\d)?|:([0-5]\d)|([gG])([0-5]\d)?)(['′]|ph?)?(?![\w:/])"
)
_HOUR_SURE = re.compile(r"(?:lúc|hồi)\s$", re.IGNORECASE)
_HOUR_BEFORE = re.compile(r"(?:từ|đến|trước|sau|vào|khoảng|mở cửa|giờ)\s$", re.IGNORECASE)
_HOUR_AFTER = re.compile(
    r",?\s(?:sáng|trưa|chiều|tối|đêm|ngày|hôm|thứ|chủ nhật|kém|rưỡi|đúng|tại|ở|họp|khai mạc|bắt đầu|"
    r"tập trung|có mặt|\d{1,2}/\d)",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"(?<![\w/.,:])(\d{1,3})['′](?!\w)")


def dates(text: str) -> str:
    """Dates, fractions (3/4), addresses (12/5) and ranges of days."""
    said = _EVER.sub(_ever, text)
    said = _DAYS.sub(_days, said)
    said = _DOTTED.sub(_dotted, said)
    said = _MONTHS.sub(r"\1\2 đến tháng \3 năm \4", said)
    said = _MONTH.sub(lambda found: f"tháng {int(found[3])} năm {found[4]}" if int(found[3]) < 13 else found[0], said)
    said = _QUARTER.sub(r"\1 năm \2", said)
    said = _ADDRESS_LETTER.sub(_lettered, said)
    said = _SLASHED.sub(_slashed, said)
    return _YEARS.sub(r"\1 đến \2", said)


def hours(text: str) -> str:
    """Hours and ranges of hours. `20g` is an hour only beside words of time."""
    said = _SPAN.sub(_span, text)
    said = _HOUR.sub(_hour, said)
    return _MINUTES.sub(r"\1 phút", said)


def before(found: "re.Match[str]", letters: int = 24) -> str:
    """The text just before a match on the same line, in small letters."""
    return found.string[max(0, found.start() - letters) : found.start()].lower().rpartition("\n")[2]


def after(found: "re.Match[str]", letters: int = 24) -> str:
    """The text just after a match on the same line."""
    return found.string[found.end() : found.end() + letters].partition("\n")[0]


def _last(found: "re.Match[str]") -> str:
    said = before(found).split()
    return said[-1].lstrip("(").rstrip(":") if said else ""


def _ever(found: "re.Match[str]") -> str:
    if found[1] == "7" and _cue(found):
        return found[0]  # the 24th of July
    return "24 giờ mỗi ngày" + (", 7 ngày mỗi tuần" if found[1] == "7" else "")


def _cue(found: "re.Match[str]") -> bool:
    return _last(found) in _CUES or _WEEKDAYS.search(before(found)) is not None


def _days(found: "re.Match[str]") -> str:
    last = _date(found["last"], found["month"], found["year"])
    if not last or not 1 <= int(found["first"]) <= 31:
        return found[0]
    first = f"ngày {int(found['first'])}"
    if found["month1"]:
        _, month, *year = found["month1"].split("/")
        first = _date(found["first"], month, year[0] if year else None)
        if not first:
            return found[0]
    elif _last(found) in _ADDRESSES:
        return found[0]
    until = f"đến{found['whole'] or ''} {last}"
    if found["since"] is None and _last(found) in {"từ", "các", "những", "trong", "hai"}:
        return f"{first} {until}"
    since = found["since"] or ("Từ " if (found["word"] or "").startswith("N") else "từ ")
    return f"{since}{first} {until}"


def _date(day: str, month: str, year: str | None) -> str:
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return ""
    return f"ngày {int(day)} tháng {int(month)}" + (f" năm {year}" if year else "")


def _dotted(found: "re.Match[str]") -> str:
    return _placed(found, _date(found[1], found[3], found[4]))


def _placed(found: "re.Match[str]", said: str) -> str:
    """The date without a second `ngày`."""
    if not said:
        return found[0]
    return said.removeprefix("ngày ") if _last(found) in {"ngày", "mùng", "mồng"} else said


def _lettered(found: "re.Match[str]") -> str:
    return f"{found[1] or found[3]} trên {found[2] or found[4]}"


def _slashed(found: "re.Match[str]") -> str:
    parts = [each for each in found.groups() if each]
    last = _last(found)
    if len(parts) == 3 and len(parts[2]) == 4:
        return _placed(found, _date(*parts))
    if len(parts) > 2:
        if len(parts) == 3 and len(parts[2]) == 2 and _cue(found):
            return _placed(found, _date(parts[0], parts[1], f"20{parts[2]}"))
        return " trên ".join(parts)
    return _pair(found, parts[0], parts[1], last)


def _pair(found: "re.Match[str]", one: str, two: str, last: str) -> str:
    follows = after(found)
    if len(two) == 4 and two[:2] in {"19", "20"}:
        return _of_year(one, two, last)
    date = _date(one, two, None) if max(len(one), len(two)) < 3 else ""
    strong = _STRONG.match(follows) is not None
    if date and not strong and _cue(found):
        return _placed(found, date)
    if strong or last in _SHARES or _COUNTED.match(follows):
        return _share(one, two)
    if date and last in {"đường", "phố"} and f"{int(one)}/{int(two)}" in _STREETS:
        return date.removeprefix("ngày ")
    return _over(found, one, two, date, last=last)


def _over(found: "re.Match[str]", one: str, two: str, date: str, *, last: str) -> str:
    """An address or one number over another, else a date if there is one."""
    if last in _ADDRESSES or _OVER.search(before(found)):
        return f"{one} trên {two}"
    return _placed(found, date) if date else found[0]


def _share(one: str, two: str) -> str:
    """A part of a whole: `3/4` are parts, `15/20` is a count out of another."""
    few = len(one) == len(two) == 1 and int(one) < int(two)
    return f"{one} phần {two}" if few else f"{one} trên {two}"


def _of_year(one: str, year: str, last: str) -> str:
    """A month of a year, or the number of a paper."""
    is_month = 1 <= int(one) <= 12 and last not in _PAPERS
    return f"tháng {int(one)} năm {year}" if is_month else f"{one} năm {year}"


def _span(found: "re.Match[str]") -> str:
    first, last = (_clock(each) for each in (found[2], found[3]))
    since = "" if found[1] is None and _last(found) == "từ" else found[1] or "từ "
    return f"{since}{first} đến {last}" if first and last else found[0]


def _clock(text: str) -> str:
    hour, minutes = [*re.findall(r"\d+", text), "0"][:2]
    return f"{int(hour)} giờ" + (f" {int(minutes)}" if int(minutes) else "")


def _hour(found: "re.Match[str]") -> str:
    minutes = found[4] or found[5] or found[7]
    if found[6] and not minutes and not _is_hour(found):
        return found[0]  # grams
    return (
        f"{int(found[1])} giờ"
        + (f" {int(minutes)}" if minutes and int(minutes) else "")
        + (" phút" if minutes and found[8] and found[8].startswith("p") and int(minutes) else "")
    )


def _is_hour(found: "re.Match[str]") -> bool:
    follows = after(found)
    if _HOUR_AFTER.match(follows) or _HOUR_SURE.search(before(found)):
        return True
    return _HOUR_BEFORE.search(before(found)) is not None and not re.match(r"\s[a-zà-ỹđ]", follows)
