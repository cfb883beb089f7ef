"""Codes of slips and pages in what somebody types: alone in any spelling, in a sentence as they are printed."""

import re
from functools import cache

from core.text import fold

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without characters that look or sound like others
_ALONE, _SENTENCE = 30, 200  # characters


def typed(text: str, prefix: str) -> str:
    """The code with this prefix as it was shown (`HO-ABCD-2345`); empty when the text holds none.

    In a sentence only what is written together, or with dashes, and has a dash or a digit: `họ bệnh nặng` is no code.
    """
    if len(text) > _SENTENCE:
        return ""
    alone, within = _forms(prefix)
    folded = fold(text).strip().upper()
    match = (alone.fullmatch(folded) if len(text) <= _ALONE else None) or within.search(folded)
    if match is None:
        return ""
    sure = match.re is alone or "-" in match[0] or any(each.isdigit() for each in match[0])
    return f"{prefix}-{match[1]}-{match[2]}" if sure else ""


@cache
def _forms(prefix: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    part = rf"([{LETTERS}]{{4}})"
    return re.compile(rf"{prefix}\W*{part}\W*{part}"), re.compile(rf"(?<!\w){prefix}-?{part}-?{part}(?!\w)")
