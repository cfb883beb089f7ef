"""Codes in what a page shows, kept on one line: `LS-26-482913` would break at its dashes and be read as two things."""

import re

from markupsafe import Markup, escape

# The codes of cases, and of slips and moves: `HO-PZBR-W3TU`. Not inside an address.
_CODE = re.compile(r"(?<![\w/=-])(?:[A-Z][A-Z0-9]{0,5}-\d\d-\d{6}|(?:HO|CK)-[A-Z2-9]{4}-[A-Z2-9]{4})(?![\w-])")
_TAG = re.compile(r"(<[^>]*>)")


def whole_codes(text: str | Markup) -> Markup:
    """The text as HTML with each code in an element that does not break. What is copied is the code itself."""
    pieces = _TAG.split(str(escape(text)))
    found = (each if at % 2 else _CODE.sub(r'<span class="whole">\g<0></span>', each) for at, each in enumerate(pieces))
    return Markup("".join(found))  # noqa: S704  # escaped above; a code has no sign that HTML knows
