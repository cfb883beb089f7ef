"""The text that a spreadsheet shows for a number, by the format of its cell: `"H"000` shows 12 as H012.

Only what a list of people needs: leading zeros, letters and signs around the digits, dates. Thousands separators are
left out, because they would change a code. Source: ECMA-376 Part 1, 18.8.30 and 18.8.31 (numFmt).
"""

import datetime as dt
import re
from collections.abc import Sequence

_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
             22: "dd/mm/yyyy", 49: "@"}  # fmt: skip
_PARTS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([0#?.,])|(.)', re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_EPOCH, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_MOST_DAYS = 2_958_465  # 31 December 9999
_MOST_LETTERS = 200  # the longest format that is read


def of_id(number: int, own: dict[int, str]) -> str:
    """The format with this id, which the workbook may define itself."""
    return own.get(number, _BUILT_IN.get(number, "General"))


def shown(value: float, form: str, *, since_1904: bool = False) -> str:
    """The text that a cell with this number and format shows."""
    form = form.partition(";")[0][:_MOST_LETTERS]
    if _is_date(form):
        return _date(value, since_1904=since_1904)
    whole = int(value) if abs(value) < 1e15 and value == int(value) else None
    if whole is None or whole < 0 or form in {"", "General", "@"} or "%" in form or "E" in _QUOTED.sub("", form):
        return str(whole) if whole is not None else repr(value)
    return _digits(str(whole), form)


def _is_date(form: str) -> bool:
    bare = _QUOTED.sub("", form).lower()
    return (
        bare not in {"general", "@"} and any(each in bare for each in "ydm") and not any(each in bare for each in "0#?")
    )


def _date(value: float, *, since_1904: bool) -> str:
    if not 0 <= value <= _MOST_DAYS:
        return repr(value)
    return ((_EPOCH_1904 if since_1904 else _EPOCH) + dt.timedelta(days=int(value))).strftime("%d/%m/%Y")


def _digits(digits: str, form: str) -> str:
    """The digits in the places of the format, from the right. Extra digits go before the first place."""
    tokens = [each.groups() for each in _PARTS.finditer(form)]
    whole, dotted = _before_the_point(tokens)
    places = [at for at, (_, _, sign, _) in enumerate(whole) if sign and sign in "0#?"]
    if not places:
        return "".join(_literal(each) for each in whole) + (digits if not dotted else "")
    left = list(digits)
    made: list[str] = []
    for at in range(len(whole) - 1, -1, -1):
        sign = whole[at][2]
        if not sign:
            made.append(_literal(whole[at]))
        elif sign != ",":
            made.append(left.pop() if left else "0" if sign == "0" else "")
            if at == places[0]:
                made.extend(reversed(left))
    return "".join(reversed(made))


def _before_the_point(tokens: Sequence[tuple[str | None, ...]]) -> tuple[list[tuple[str | None, ...]], bool]:
    point = next((at for at, each in enumerate(tokens) if each[2] == "."), None)
    if point is None:
        return list(tokens), False
    after = [each for each in tokens[point:] if not each[2]]  # decimals of a whole number are zeros
    return [*tokens[:point], *after], True


def _literal(token: tuple[str | None, ...]) -> str:
    quoted, escaped, _, other = token
    return quoted or escaped or other or ""
