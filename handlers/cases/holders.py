"""Who has a case, as its resident is told: the office, never a person by name. The one place that says it."""

from civics.cases.petitions import Topic
from civics.cases.states import ANSWERED, DONE, NEW
from core.words import Words
from storage.cases.cases import Own

# Nothing is said once nobody works on it, and when another body has it: then the state says so.
_WITH_NOBODY_HERE = frozenset({ANSWERED, "forwarded", *DONE})
_NO_OFFICE = frozenset({Topic.KHAC, Topic.CAN_BO})  # of what is about staff, only that an officer has it


def holder(words: Words, language: str, own: Own) -> str:
    """The sentence; empty when nobody works on the case now."""
    if own.state == NEW:
        return words.say(language, "status.with_nobody")
    if own.state in _WITH_NOBODY_HERE:
        return ""
    topic = Topic.of(own.topic)
    if own.sealed or topic in _NO_OFFICE:
        return words.say(language, "status.with_officer")
    return words.say(language, "status.with_office", topic=words.say(language, f"civics.topic.{topic}"))
