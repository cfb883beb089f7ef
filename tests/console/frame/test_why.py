"""Each reason why an act is refused has its sentence, in each language of the staff."""

from enum import StrEnum

import pytest

from console.frame import why
from core.words import Words
from tests.parts import shared


@pytest.mark.parametrize(
    "reason", [each for subject in why.SUBJECTS for each in subject], ids=lambda each: f"{type(each).__module__}.{each}"
)
def test_every_reason_has_its_words(reason: StrEnum) -> None:
    words: Words = shared().words
    assert words.has("vi", why.key_of(reason)), why.key_of(reason)
    assert words.has("en", why.key_of(reason)), why.key_of(reason)
