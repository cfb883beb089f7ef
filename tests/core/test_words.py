"""Every language has the words that its people see."""

import pytest

from tests.parts import catalogue

RESIDENTS = (
    "bulletin",
    "chat",
    "civics",
    "dialogs",
    "danger",
    "digest",
    "disclosed",
    "erasing",
    "front",
    "group",
    "household",
    "invite",
    "link",
    "menu",
    "moving",
    "opened",
    "notice",
    "outcome",
    "petition",
    "poll",
    "rights",
    "saying",
    "status",
    "talk",
    "telegram",
    "turnout",
    "visit",
    "voting",
    "welcome",
)
STAFF_ONLY = ("civics.role.", "civics.clock.", "civics.basis.", "civics.redacted")


def _is_heard(key: str) -> bool:
    """Whether it is what people type, not what they read: it is understood in every language from every page."""
    return ".command." in key or ".said." in key


@pytest.mark.parametrize("language", ["zh", "ko"])
def test_residents_read_their_own_language(language: str) -> None:
    words = catalogue()
    wanted = {key for key in words.keys("vi") if key.split(".")[0] in RESIDENTS and not key.startswith(STAFF_ONLY)}
    missing = {key for key in wanted if not words.has(language, key) and not _is_heard(key)}
    assert not missing


def test_english_is_whole() -> None:
    words = catalogue()
    papers = {key for key in words.keys("vi") if key.startswith("papers.")}  # official papers are in Vietnamese only
    assert not {key for key in words.keys("vi") - words.keys("en") - papers if not _is_heard(key)}


def test_no_sentence_shouts_and_none_says_that_a_message_was_accepted() -> None:
    words = catalogue()
    for key in words.keys("vi"):
        text = words.say("vi", key)
        room = key.split(".")[0]
        if room in RESIDENTS:
            assert "!" not in text, key
            assert "thụ lý" not in text or room == "civics", key
