"""Case codes such as LS-26-000123: written, and found in what people type."""

import re

_CODE = re.compile(r"\b([A-Z0-9]{1,6}?)[\s\-–./]*(\d{2})[\s\-–./]+(\d{1,6})\b")


def case_code(prefix: str, year: int, n: int) -> str:
    """The code of the n-th case of a year."""
    return f"{prefix}-{year % 100:02d}-{n:06d}"


def parse_code(text: str) -> str | None:
    """The first case code in a text, whatever the case, the spaces and the missing zeros; none when there is none."""
    found = _CODE.search(text.upper())
    if found is None or found[1].isdigit():
        return None
    return f"{found[1]}-{found[2]}-{int(found[3]):06d}"
