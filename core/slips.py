"""Finds the code of a slip in a typed text: alone in any spelling, in a sentence only as it is printed."""

import re
from functools import cache, lru_cache

from core.text import fold

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without characters that look or sound like others
_ALONE, _SENTENCE = 30, 200  # characters


def typed(text: str, prefix: str) -> str:
    """The code with this prefix, in its printed form (`HO-ABCD-2345`); empty when the text contains none.

    In a sentence, a code must be written without spaces and have a dash or a digit: `họ bệnh nặng` is not a code.
    """
    if len(text) > _SENTENCE:
        return ""
    alone, within = _forms(prefix)
    folded = _folded(text)
    match = (alone.fullmatch(folded) if len(text) <= _ALONE else None) or within.search(folded)
    if match is None:
        return ""
    sure = match.re is alone or "-" in match[0] or any(each.isdigit() for each in match[0])
    return f"{prefix}-{match[1]}-{match[2]}" if sure else ""


# A message is looked through for each kind of slip. So few, that no words stay here for long.
@lru_cache(maxsize=2)
def _folded(text: str) -> str:
    return fold(text).strip().upper()


@cache
def _forms(prefix: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    part = rf"([{LETTERS}]{{4}})"
    return re.compile(rf"{prefix}\W*{part}\W*{part}"), re.compile(rf"(?<!\w){prefix}-?{part}-?{part}(?!\w)")
