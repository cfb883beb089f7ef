"""Writes abbreviations, numbers of papers and Roman numerals as the words in which they are read aloud."""

import re
from collections.abc import Mapping
from types import MappingProxyType

# Abbreviations with small letters, a dot or a slash, matched exactly, with upper and lower case.
_MARKED = (
    ("TP.HCM", "Thành phố Hồ Chí Minh"), ("TP. HCM", "Thành phố Hồ Chí Minh"), ("TPHCM", "Thành phố Hồ Chí Minh"),
    ("GD&ĐT", "giáo dục và đào tạo"), ("GD-ĐT", "giáo dục và đào tạo"), ("VH&TT", "văn hóa và thể thao"),
    ("TN&MT", "tài nguyên và môi trường"), ("NN&PTNT", "nông nghiệp và phát triển nông thôn"),
    ("PGS.TS", "phó giáo sư, tiến sĩ"), ("GS.TS", "giáo sư, tiến sĩ"), ("TTg", "Thủ tướng Chính phủ"),
    ("ThS.", "thạc sĩ"), ("ThS", "thạc sĩ"), ("TS.", "tiến sĩ"), ("BS.", "bác sĩ"), ("KS.", "kỹ sư"),
    ("TP.", "thành phố"), ("Tp.", "thành phố"), ("TX.", "thị xã"), ("Tx.", "thị xã"), ("Tp", "thành phố"),
    ("v.v.", "vân vân"), ("v.v…", "vân vân"), ("v.v", "vân vân"), ("v/v", "về việc"), ("V/v", "Về việc"),
    ("đ/c", "đồng chí"), ("Đ/c", "Đồng chí"), ("Đ/C", "Đồng chí"), ("k/g", "kính gửi"), ("K/g", "Kính gửi"),
    ("TH&THCS", "tiểu học và trung học cơ sở"), ("số TK", "số tài khoản"), ("Số TK", "Số tài khoản"),
    ("VD:", "ví dụ:"), ("vd:", "ví dụ:"), ("Sđt", "Số điện thoại"), ("sđt", "số điện thoại"), ("Đt:", "Điện thoại:"),
    ("đt:", "điện thoại:"),
)  # fmt: skip
CAPITALS: Mapping[str, str] = MappingProxyType(
    {
        "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "MTTQ": "Mặt trận Tổ quốc",
        "UBMTTQ": "Ủy ban Mặt trận Tổ quốc", "MTTQVN": "Mặt trận Tổ quốc Việt Nam", "TDP": "tổ dân phố",
        "KDC": "khu dân cư", "KP": "khu phố", "NVH": "nhà văn hóa", "TP": "thành phố", "TX": "thị xã",
        "QL": "quốc lộ", "TL": "tỉnh lộ", "HL": "hương lộ",
        "BHYT": "bảo hiểm y tế", "BHXH": "bảo hiểm xã hội", "BHTN": "bảo hiểm thất nghiệp",
        "PCCC": "phòng cháy, chữa cháy", "CNCH": "cứu nạn, cứu hộ", "CCCD": "căn cước", "CMND": "chứng minh nhân dân",
        "GPLX": "giấy phép lái xe", "THCS": "trung học cơ sở", "THPT": "trung học phổ thông", "MN": "mầm non",
        "SĐT": "số điện thoại", "ĐT": "điện thoại", "ĐTDĐ": "điện thoại di động",
        "CSGT": "cảnh sát giao thông", "CSKV": "cảnh sát khu vực", "ANTT": "an ninh trật tự",
        "ATGT": "an toàn giao thông", "TTATGT": "trật tự an toàn giao thông", "TTĐT": "trật tự đô thị",
        "VSMT": "vệ sinh môi trường", "ATTP": "an toàn thực phẩm", "VSATTP": "vệ sinh an toàn thực phẩm",
        "SXH": "sốt xuất huyết", "TYT": "trạm y tế", "TTYT": "trung tâm y tế", "BV": "bệnh viện",
        "BVĐK": "bệnh viện đa khoa", "BCĐ": "ban chỉ đạo", "BTC": "ban tổ chức", "BQL": "ban quản lý",
        "BCH": "ban chấp hành", "BCHQS": "ban chỉ huy quân sự", "NVQS": "nghĩa vụ quân sự", "DQTV": "dân quân tự vệ",
        "HTX": "hợp tác xã", "CLB": "câu lạc bộ", "LHPN": "Liên hiệp Phụ nữ", "HPN": "Hội Phụ nữ",
        "CCB": "Cựu chiến binh", "HCCB": "Hội Cựu chiến binh", "ĐTN": "Đoàn Thanh niên", "HCTĐ": "Hội Chữ thập đỏ",
        "HND": "Hội Nông dân", "NCT": "người cao tuổi", "LĐTBXH": "lao động, thương binh và xã hội",
        "TTHC": "thủ tục hành chính", "DVC": "dịch vụ công", "DVCTT": "dịch vụ công trực tuyến",
        "GPMB": "giải phóng mặt bằng", "NTM": "nông thôn mới", "QSDĐ": "quyền sử dụng đất",
        "GCNQSDĐ": "giấy chứng nhận quyền sử dụng đất", "KCN": "khu công nghiệp", "KĐT": "khu đô thị",
        "TNHH": "trách nhiệm hữu hạn", "ĐBQH": "đại biểu Quốc hội", "CA": "công an", "KNTC": "khiếu nại, tố cáo",
        "TTND": "Thanh tra nhân dân", "GTVT": "giao thông vận tải", "TW": "Trung ương", "VN": "Việt Nam",
        "XHCN": "xã hội chủ nghĩa", "CHXHCN": "Cộng hòa xã hội chủ nghĩa", "QH": "Quốc hội",
        "NQ": "nghị quyết", "NĐ": "nghị định", "QĐ": "quyết định", "QC": "quy chế", "QCDC": "quy chế dân chủ",
        "STK": "số tài khoản", "BKS": "biển kiểm soát", "ĐKKD": "đăng ký kinh doanh",
        "BGD": "Bộ Giáo dục", "CN": "Chủ nhật",
    }
)  # fmt: skip
_KINDS = {
    "NQ": "nghị quyết", "NĐ": "nghị định", "QĐ": "quyết định", "TT": "thông tư", "TTLT": "thông tư liên tịch",
    "CT": "chỉ thị", "KH": "kế hoạch", "TB": "thông báo", "BC": "báo cáo", "CV": "công văn", "HD": "hướng dẫn",
    "TTR": "tờ trình", "GM": "giấy mời", "KL": "kết luận", "PA": "phương án", "ĐA": "đề án", "QC": "quy chế",
    "QY": "quy ước", "CĐ": "công điện", "BB": "biên bản", "GP": "giấy phép", "VBHN": "văn bản hợp nhất",
    "L": "luật", "PL": "pháp lệnh", "CTR": "chương trình", "DS": "danh sách", "TTK": "thông tri",
}  # fmt: skip
_MAKERS = {
    "CP": "Chính phủ", "TTG": "Thủ tướng Chính phủ", "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân",
    "CT": "Chủ tịch", "TW": "Trung ương", "TƯ": "Trung ương", "TU": "Tỉnh ủy", "ĐU": "Đảng ủy", "BCT": "Bộ Chính trị",
    "MTTQ": "Mặt trận Tổ quốc", "UBMTTQ": "Ủy ban Mặt trận Tổ quốc", "BTT": "Ban Thường trực", "CTN": "Chủ tịch nước",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội", "BNV": "Bộ Nội vụ", "BTC": "Bộ Tài chính", "BYT": "Bộ Y tế",
    "BCA": "Bộ Công an", "BQP": "Bộ Quốc phòng", "BXD": "Bộ Xây dựng", "BTP": "Bộ Tư pháp",
    "BGDĐT": "Bộ Giáo dục và Đào tạo", "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BNNMT": "Bộ Nông nghiệp và Môi trường", "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch", "BKHCN": "Bộ Khoa học và "
    "Công nghệ", "BGTVT": "Bộ Giao thông vận tải", "BLĐTBXH": "Bộ Lao động, Thương binh và Xã hội", "CA": "công an",
    "BCĐ": "Ban Chỉ đạo", "BBC": "Ban Bầu cử", "UBBC": "Ủy ban bầu cử", "BCHQS": "Ban Chỉ huy quân sự",
    "VP": "văn phòng", "VPCP": "Văn phòng Chính phủ", "TDP": "tổ dân phố", "STC": "Sở Tài chính", "SYT": "Sở Y tế",
    "TTHĐND": "Thường trực Hội đồng nhân dân",
}  # fmt: skip
_KIND_WORDS = "|".join(sorted({*_KINDS.values(), "văn bản"}, key=len, reverse=True))
# 59/2023/NĐ-CP, 36/NQ-HĐND, 125/UBND-VP; 10/2022/QH15; 05-NQ/TW. Parts of a name are joined by "-", "/" or "–".
_PAPER = re.compile(
    r"(?:\b(?:NĐ|NQ|QĐ|TT|TTLT|CT|KH|CV|TB)\s)?"
    rf"(?:\b(?P<word>(?i:{_KIND_WORDS}))\s)?(?:\b(?P<so>(?i:số))[ :]{{1,2}})?\b(?P<number>\d{{1,5}}[a-z]?)"
    r"(?:[/-](?P<year>(?:19|20)\d\d))?[/-](?P<name>[A-ZĐƯ]{1,8}[a-z]{0,2}(?:\d{1,2})?(?:[-/–][A-ZĐƯ]{1,8}[a-z]?){0,3})\b"
)
_NUMBERED = re.compile(r"(QL|TL|ĐT|HL|KP|TDP)\.?\s?([1-9]\d{0,3}[A-Z]?)(?![\d./]|[ ]\d{3})")
_ROADS = {"QL": "quốc lộ", "TL": "tỉnh lộ", "ĐT": "đường tỉnh", "HL": "hương lộ", "KP": "khu phố", "TDP": "tổ dân phố"}
_PLACES = re.compile(r"(?<![\w.])([PQHX])\.\s?(?=[A-ZĐÂĂÊÔƠƯ\d])")
_PLACE = {"P": "phường", "Q": "quận", "H": "huyện", "X": "xã"}
_COMPANY = re.compile(r"\b(công ty|ngân hàng)(\s(?:TM)?)CP\b", re.IGNORECASE)
_CAPITALS = re.compile(r"(?<!\w)(?<!\d[/-])[A-ZĐƯ]{2,8}(?!\w)")
_DAY_TO_DAY = re.compile(r"\b(T[2-7])[ ]?[-–][ ]?(T[2-7]|CN)\b")
_DAYS = re.compile(r"(?<![\w/.])T([2-7])(?![\w/.])")
_MARKED_PATTERN = re.compile(
    r"(?<![\w/])(?:" + "|".join(re.escape(each) for each, _ in sorted(_MARKED, key=lambda e: -len(e[0]))) + r")(?!\w)"
)
_MARKED_WORDS = dict(_MARKED)
_AND = re.compile(r"[ ]?&[ ]?")
_ROMAN = re.compile(
    r"\b((?i:chương|phần|mục|quý|khóa|khoá|kỳ họp|kỳ|lần thứ|lần|thứ|thế kỷ|đại hội|hạng|loại|cấp|nhóm|vùng|khu vực|"
    r"đợt|giai đoạn|bậc|tập|phụ lục|điều))(\s)(X{0,3}(?:IX|IV|V?I{0,3}))\b(?!\.\w)"
)
_ROMAN_HEAD = re.compile(r"^(X{0,2}(?:IX|IV|VI{0,3}|I{1,3})|X{1,2})([.)/])[ \t]", re.MULTILINE)
_VALUES = {"I": 1, "V": 5, "X": 10}


def papers(text: str) -> str:
    """Numbers of papers: `36/NQ-HĐND` becomes `nghị quyết số 36 của Hội đồng nhân dân`."""
    return _PAPER.sub(_paper, text)


def words(text: str) -> str:
    """Abbreviations in full."""
    said = _NUMBERED.sub(lambda found: f"{_ROADS[found[1]]} {found[2]}", text)
    said = _COMPANY.sub(lambda found: f"{found[1]} {'thương mại ' if 'TM' in found[2].upper() else ''}cổ phần", said)
    said = _MARKED_PATTERN.sub(_marked, said)
    said = _PLACES.sub(lambda found: f"{_PLACE[found[1]]} ", said)
    said = _DAYS.sub(r"thứ \1", _DAY_TO_DAY.sub(r"\1 đến \2", _AND.sub(" và ", said)))
    return _CAPITALS.sub(lambda found: CAPITALS.get(found[0], found[0]), said)


def roman(text: str) -> str:
    """Roman numerals that number something, in Arabic digits."""
    said = _ROMAN.sub(lambda found: f"{found[1]}{found[2]}{_value(found[3])}" if found[3] else found[0], text)
    return _ROMAN_HEAD.sub(lambda found: f"Phần {_value(found[1])}. ", said)


def _marked(found: "re.Match[str]") -> str:
    said = _MARKED_WORDS[found[0]]
    follows = found.string[found.end() : found.end() + 1]
    return f"{said} " if follows.isalnum() else said


def _paper(found: "re.Match[str]") -> str:
    kind, made = _kind_and_maker(found)
    if not made and not kind:
        return found[0]
    word = found["word"] or ""
    head = f"{word} " if word else f"{kind} " if kind else ""
    so = "" if word and not found["so"] else "số "
    year = f" năm {found['year']}" if found["year"] else ""
    return f"{head}{so}{found['number'].lstrip('0') or '0'}{year}{made}"


def _kind_and_maker(found: "re.Match[str]") -> tuple[str, str]:
    """The kind of a paper and its issuer: `NQ-HĐND`, `UBND-VP`, `QH15`. Empty when the letters name neither."""
    first, *rest = re.split("[-/–]", found["name"].upper())
    house = re.fullmatch(r"(UBTV)?QH(\d{1,2})", first)
    if house is not None:
        who = "Ủy ban Thường vụ Quốc hội" if house[1] else "Quốc hội"
        return "" if _says_law(found) else "văn bản", f" của {who} khóa {house[2]}"
    if first in _KINDS:
        return _KINDS[first], "".join(f" của {_maker(each)}" for each in rest[:1])
    return ("công văn", f" của {_maker(first)}") if first in _MAKERS else ("", "")


def _maker(letters: str) -> str:
    return _MAKERS.get(letters, CAPITALS.get(letters, letters))


def _says_law(found: "re.Match[str]") -> bool:
    """Whether a law is named just before: `Luật 10/2022/QH15`, `Luật Thực hiện dân chủ số 10/2022/QH15`."""
    before = found.string[max(0, found.start() - 60) : found.start()].lower()
    return "luật" in before or "bộ luật" in before


def _value(letters: str) -> int:
    """The value of a Roman numeral up to 39."""
    values = [_VALUES[each] for each in letters.upper()]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))
