"""What a message is about, by its phrases; silent rather than wrong."""

from civics.cases.petitions import Topic
from civics.hearing.signs import Signs, lines_of, signs

_PREFIX = "topic."


def guess_topic(text: str) -> Topic | None:
    """The topic of a text; none when there is no sign or two weigh the same. A hint for the queue: staff set the topic."""
    return topic(signs(lines_of(text), text))


def topic(heard: Signs) -> Topic | None:
    """The topic whose phrases hold most of the message, by their longest phrase and how many words they hold."""
    scores = {label: _score(heard, label) for label in heard.labels(_PREFIX)}
    if not scores:
        return None
    ranked = sorted(scores.items(), key=lambda each: -each[1])
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 0.5:
        return None
    return Topic(ranked[0][0].removeprefix(_PREFIX))


def _score(heard: Signs, label: str) -> float:
    return heard.weight(label) + 0.5 * heard.covered(label)
