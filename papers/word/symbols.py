"""The signs of the fonts Symbol and Wingdings in Unicode. Word stores them as U+F000 plus the code."""

from collections.abc import Mapping
from types import MappingProxyType

_GREEK = zip(
    "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcyw",
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω",
    strict=True,
)
_SYMBOL: Mapping[int, str] = MappingProxyType(
    {ord(typed): meant for typed, meant in _GREEK}
    | dict(
        zip(
            (0xA3, 0xA5, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB3, 0xB4, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xC5,
             0xC6, 0xC7, 0xC8, 0xCE, 0xCF, 0xD0, 0xD6, 0xDB, 0xDE, 0xE5, 0x22, 0x24, 0x27, 0x2A, 0x2D, 0x40, 0x5E),
            "≤∞↔←↑→↓°±≥×•÷≠≡≈…⊕∅∩∪∈∉∠√⇔⇒∑∀∃∋∗−≅⊥",
            strict=True,
        )
    )
)  # fmt: skip
_WINGDINGS: Mapping[int, str] = MappingProxyType(
    dict(
        zip(
            (0x22, 0x23, 0x28, 0x2A, 0x3F, 0x46, 0x4A, 0x4C, 0x6C, 0x6E, 0x6F, 0x71, 0x72, 0x75, 0x76, 0x77, 0x9F, 0xA0,
             0xA1, 0xA7, 0xA8, 0xD8, 0xDF, 0xE0, 0xE1, 0xE2, 0xE8, 0xF0, 0xFB, 0xFC, 0xFD, 0xFE),
            "✂✁☎✉✍☞☺☹●■□❑❒◆❖⬥•▪○▪◻➢←→↑↓➔⇨✗✓☒☑",
            strict=True,
        )
    )
)  # fmt: skip


def drawn(font: str, code: int) -> str:
    """The sign that such a font shows for a code; empty for an unknown code."""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    called = font.lower()
    if called.startswith("wingdings"):
        return " " if low == 0x20 else (_WINGDINGS.get(low, "") if called == "wingdings" else "")
    if called.startswith("symbol"):
        return _SYMBOL.get(low, "") or (chr(low) if 0x20 <= low < 0x40 else "")
    if called.startswith(("webdings", "marlett")) or 0xF000 <= code <= 0xF0FF or not 0x20 <= code < 0xD800:
        return ""
    return chr(code)
