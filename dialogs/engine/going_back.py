"""Back to an earlier answer: to change it, or by "quay lại"."""

from core.message import Json
from dialogs.engine.script import ASK, ASKED, Answers, Asking, Question, really_asked


def noted(answers: Answers, key: str) -> dict[str, Json]:
    """The answers with a note that this question is asked now."""
    asked = answers.get(ASKED)
    known = asked if isinstance(asked, list) else []
    return dict(answers) if key in known else {**answers, ASKED: [*known, key]}


def reopen(answers: Answers, question: Question[object], *, remember: bool = False) -> dict[str, Json]:
    """The answers without that one (collections keep what they hold). `remember`: "quay lại" brings it back."""
    kept = dict(answers)
    old = kept.pop(question.key, None)
    left = question.reopened(old)
    if left is not None:
        kept[question.key] = left
    kept.pop("~was", None)
    kept.pop(ASK, None)
    if question.silent:
        kept[ASK] = question.key
    if remember:
        kept["~was"] = {"key": question.key, "value": old}
    return kept


def step_back(answers: Answers, asking: Asking) -> dict[str, Json]:
    """The answers as they were before the last question that was asked; after "change", as they were before the change.

    The answer to that question is remembered. So it can be shown, and comes back with the next step back.
    """
    was = answers.get("~was")
    kept = dict(answers)
    if isinstance(was, dict) and was.get("key") == asking.question.key:
        kept = {key: value for key, value in answers.items() if key not in {"~was", ASK, asking.question.key}}
        if (value := was.get("value")) is not None:
            kept[asking.question.key] = value
        if not was.get("back"):
            return kept
    target = really_asked(answers, asking)
    if target is None:
        return dict(answers)
    left = reopen(kept, target, remember=True)
    return {**left, "~was": {"key": target.key, "value": kept.get(target.key), "back": True}}
