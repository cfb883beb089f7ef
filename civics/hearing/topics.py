"""What a message is about, by its phrases; silent rather than wrong."""

from civics.cases.petitions import Topic
from civics.hearing.signs import Signs, lines_of, signs

_PREFIX = "topic."
_OF_ANYTHING = "topic.dich_vu_cong"  # a file, an appointment, a fee: of whatever the other words name, if they name it
# After these a thing is only where something else is: `trước cổng trường` is about no school.
_SIDES = frozenset(
    {"truoc", "canh", "gan", "cong", "dien", "dau", "cuoi", "cho", "den", "toi", "qua", "giua", "sau", "ben", "san"}
    | {"near", "beside", "opposite"}
)


def guess_topic(text: str) -> Topic | None:
    """The topic of a text; none when there is no sign. A hint for the queue: staff set the topic."""
    return topic(signs(lines_of(text), text))


def topic(heard: Signs) -> Topic | None:
    """The topic with the longest phrases that hold most of the message; of two alike, what is said first."""
    scores = {label: score for label in heard.labels(_PREFIX) if (score := _score(heard, label))}
    if not scores:
        return None
    best = max(scores.values())
    first = min((label for label in scores if scores[label] == best), key=heard.begins)
    return Topic(first.removeprefix(_PREFIX))


def _score(heard: Signs, label: str) -> float:
    found = heard.weight(label, but=_SIDES) + 0.5 * heard.covered(label, but=_SIDES)
    return found - 0.6 if found and label == _OF_ANYTHING else found
