"""What a message is about, by its phrases. It rather says nothing than something wrong."""

from civics.cases.petitions import Topic
from civics.hearing.neighbours import votes
from civics.hearing.signs import Signs, lines_of, signs

_PREFIX = "topic."
# One saying that is wholly alike counts as much as a phrase of nearly three words. The figures were chosen on the
# sentences of tests/first_words, each left out of its own neighbours.
_OF_A_VOTE, _LEAST, _APART = 4.0, 1.5, 0.6
_OF_ANYTHING = "topic.dich_vu_cong"  # of a file, an appointment, a fee: they go with what the other words name
# After these words, a thing is only a place: `trước cổng trường` is not about a school.
_SIDES = frozenset(
    {"truoc", "canh", "gan", "cong", "dien", "dau", "cuoi", "cho", "den", "toi", "qua", "giua", "sau", "ben", "san"}
    | {"near", "beside", "opposite"}
)


def guess_topic(text: str) -> Topic | None:
    """The topic of a text; None when there is no sign. A hint for the queue: staff set the topic."""
    return topic(signs(lines_of(text), text))


def topic(heard: Signs) -> Topic | None:
    """The topic for which phrases and similar sayings speak; None when two are close or all are weak."""
    scores = {label: score for label in heard.labels(_PREFIX) if (score := _score(heard, label))}
    for name, near in votes([each.bare for each in heard.line if not each.is_mark]).items():
        label = f"{_PREFIX}{name}"
        scores[label] = scores.get(label, 0.0) + _OF_A_VOTE * near
    ranked = sorted(scores, key=lambda label: (-scores[label], heard.begins(label), label))
    if not ranked or scores[ranked[0]] < _LEAST:
        return None
    if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < _APART:
        return None
    return Topic(ranked[0].removeprefix(_PREFIX))


def _score(heard: Signs, label: str) -> float:
    found = heard.weight(label, but=_SIDES) + 0.5 * heard.covered(label, but=_SIDES)
    return found - 0.6 if found and label == _OF_ANYTHING else found
