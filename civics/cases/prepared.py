"""Prepared answers: words that staff send often, with places that are filled from the case."""

import re
from collections.abc import Mapping

from core.text import fold

# What stands in braces, without diacritics: {tên} is written {ten} too.
PLACES = ("ten", "ma", "han", "to")
_PLACE = re.compile(r"\{([^{}\s]{1,8})\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled: {tên}, {mã}, {hạn}, {tổ}. `values` by the names in PLACES.

    A place without a value becomes an ellipsis, which whoever sends it sees. Other braces stay as they are.
    """

    def filled(match: re.Match[str]) -> str:
        name = fold(match[1])
        return (values.get(name) or "…") if name in PLACES else match[0]

    return _PLACE.sub(filled, text)
