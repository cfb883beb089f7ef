"""The part of a record that somebody asks for: how long, how much, which papers, where; and which of several."""

import re
from collections.abc import Sequence
from enum import StrEnum

from civics.hearing.spelling import Spelt


class Field(StrEnum):
    """A part of a record."""

    TIME = "time"
    FEE = "fee"
    DOCUMENTS = "documents"
    WHERE = "where"
    ONLINE = "online"


_TIME = (
    "bao lau", "may (?:ngay|hom|tuan|bua)", "(?:bao gio|(?:khi|luc|hom|chung) nao) (?:co|lay|xong|tra|nhan|duoc|thi)",
    "thoi (?:gian|han)", "lau khong", "bao nhieu (?:ngay|lau|hom|tuan)", "cho (?:may|bao)", "trong ngay",
    "lay (?:ngay|lien) duoc", "nhanh nhat",
)  # fmt: skip
_FEE = (
    "bao nhieu(?! (?:ngay|lau|hom|tuan|tuoi|nguoi|met|ban|to|cai|nam|thang))", "le phi",
    "phi (?:bao|the|thi|la|het|mat|nop|$)", "mat phi", "may (?:nghin|ngan|tram|trieu|dong|tien)", "co mien phi",
    "mien phi (?:khong|ko|a)", "ton (?:kem|phi|tien|may|nhieu)", "het may", "gia (?:bao|the)", "re hon", "dong tien",
    "thu tien", "phai nop tien", "bi phat tien",
)  # fmt: skip
_DOCUMENTS = (
    r"(?:can|mang|nop|viet|kem|dem|cam|co) (?:(?:theo|them|nhung|giay to|giay|to|ho so|ban ve|thu) ){0,3}(?:gi|nao)\b",
    "giay to (?:gi|nao|can|ra sao|the nao)", "giay gi", "to gi", "ho so (?:gom|can|nhu|the|la)", "gom (?:nhung )?gi",
    "nhung giay", "mang theo", "xuat trinh", "to khai nao", "mau nao", "thieu giay", "can (?:co )?ban ve",
    "khong co ban", "chuan bi",
)  # fmt: skip
_WHERE = (
    "o dau", "cho nao", "cua nao", "noi nao", "den dau", "nop dau", "di dau", "ra dau", "cho mo", "quay nao",
    "co quan nao", "lam o", "bo phan nao", "ve (?:tan )?que", "phuong hay", "xa hay", "quan hay", "len dau", "gap ai",
    "den noi nao", "dia chi nao",
)  # fmt: skip
_PATTERNS = ((Field.TIME, _TIME), (Field.FEE, _FEE), (Field.DOCUMENTS, _DOCUMENTS), (Field.WHERE, _WHERE))
_WANTED = tuple((field, re.compile(rf"\b(?:{'|'.join(patterns)})")) for field, patterns in _PATTERNS)
_ORDINALS = (
    (0, re.compile(r"\b(?:cai|so|thu|truong hop|y|muc|loai|viec) (?:thu )?(?:1|nhat|mot|dau|dau tien)\b|^1$")),
    (1, re.compile(r"\b(?:cai|so|thu|truong hop|y|muc|loai|viec) (?:thu )?(?:2|hai|nhi)\b|^2$")),
    (2, re.compile(r"\b(?:cai|so|thu|truong hop|y|muc|loai|viec) (?:thu )?(?:3|ba)\b|^3$")),
    (3, re.compile(r"\b(?:cai|so|thu|truong hop|y|muc|loai|viec) (?:thu )?(?:4|bon|tu)\b|^4$")),
    (4, re.compile(r"\b(?:cai|so|thu|truong hop|y|muc|loai|viec) (?:thu )?(?:5|nam)\b|^5$")),
    (-1, re.compile(r"\b(?:cai|so|truong hop|y|muc|loai|viec) (?:cuoi|cuoi cung|sau cung)\b")),
)
_CHOOSES = 6  # words of a message that only chooses one of several


def wanted(words: Sequence[Spelt]) -> Field | None:
    """The part that is asked for. If there are several, the first; None when the whole record is asked for."""
    text = " ".join(each.bare for each in words)
    found = [(match.start(), field) for field, pattern in _WANTED if (match := pattern.search(text))]
    return min(found)[1] if found else None


def chosen(words: Sequence[Spelt]) -> int | None:
    """Which one of several a short message chooses, from 0; -1 is the last."""
    if not 0 < len(words) <= _CHOOSES:
        return None
    text = " ".join(each.bare for each in words)
    return next((at for at, pattern in _ORDINALS if pattern.search(text)), None)
