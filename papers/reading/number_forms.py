"""How a number of a list is drawn in each form of Word (ST_NumberFormat, ISO/IEC 29500-1, 17.18.59)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

_LETTERS = "abcdefghijklmnopqrstuvwxyz"  # Word uses these in every language, without đ
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST = 3000  # a higher number cannot be the number of an article
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_ENGLISH_ORDER = (
    *("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth"),
    *("nineteenth", "twentieth"),
)


def drawn(number: int, form: str, pattern: str = "") -> str:
    """The number in a form; digits for an unknown form. `pattern`: of a custom form, such as "001, 002, …"."""
    if form in ("none", "bullet"):
        return ""
    if not 0 <= number < _MOST:
        return str(number)
    if form == "custom":
        first = pattern.partition(",")[0].strip()
        return str(number).zfill(len(first)) if first.isdecimal() else str(number)
    draw = _FORMS.get(form)
    return draw(number) if draw and (number or form in _FROM_ZERO) else str(number)


def letters(number: int) -> str:
    """a … z, then aa, bb, as Word continues."""
    times, at = divmod(number - 1, len(_LETTERS))
    return _LETTERS[at] * (times + 1)


def roman(number: int) -> str:
    """i, ii, iii, iv."""
    found = ""
    for value, signs in _ROMAN:
        while number >= value:
            found += signs
            number -= value
    return found


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def vietnamese(number: int) -> str:
    """một … chín mươi chín; digits above."""
    if number < 10:
        return _DIGITS[number]
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    tail = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, _DIGITS[ones])
    return f"{head} {tail}".strip()


def _named(names: tuple[str, ...]) -> Callable[[int], str]:
    return lambda number: names[number].capitalize() if number < len(names) else str(number)


def _signs(first: int, most: int) -> Callable[[int], str]:
    """A form with consecutive Unicode characters, such as ① … ⑳."""
    return lambda number: chr(first + number - 1) if number <= most else str(number)


_FROM_ZERO = frozenset({"decimalZero", "numberInDash", "decimalFullWidth", "hex", "vietnameseCounting"})
_FORMS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "decimal": str, "decimalHalfWidth": str, "decimalZero": lambda n: f"{n:02}",
        "numberInDash": lambda n: f"- {n} -",
        "decimalFullWidth": lambda n: "".join(chr(0xFEE0 + ord(c)) for c in str(n)), "hex": lambda n: f"{n:X}",
        "lowerLetter": letters, "upperLetter": lambda n: letters(n).upper(), "lowerRoman": roman,
        "upperRoman": lambda n: roman(n).upper(), "ordinal": ordinal, "cardinalText": _named(_ENGLISH),
        "ordinalText": _named(_ENGLISH_ORDER), "vietnameseCounting": vietnamese,
        "decimalEnclosedCircle": _signs(0x2460, 20), "decimalEnclosedParen": _signs(0x2474, 20),
        "decimalEnclosedFullstop": _signs(0x2488, 20), "chicago": lambda n: "*†‡§"[(n - 1) % 4] * ((n - 1) // 4 + 1),
    }
)  # fmt: skip
