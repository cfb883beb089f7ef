"""Prepared answers: texts that staff send often, with placeholders that are filled from the case."""

import re
from collections.abc import Mapping

from core.text import fold

# The names of the placeholders, without diacritics: {tên} may be written {ten} too.
PLACES = ("ten", "ma", "han", "to")
_PLACE = re.compile(r"\{([^{}\s]{1,8})\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled: {tên}, {mã}, {hạn}, {tổ}. `values`: by the names in PLACES.

    A placeholder without a value becomes an ellipsis, which the sender sees. Other braces do not change.
    """

    def filled(match: re.Match[str]) -> str:
        name = fold(match[1])
        return (values.get(name) or "…") if name in PLACES else match[0]

    return _PLACE.sub(filled, text)
