"""A question as a message: its words, its choices as buttons or as a numbered list, and the ways out."""

from core.message import Button, Outgoing
from core.text import head
from dialogs.engine import press
from dialogs.engine.ear import numbered
from dialogs.engine.script import BACK, CANCEL, DONE, SKIP, Asking, Here
from dialogs.engine.tongue import Option, Tongue

_PRESENT = 300  # characters of an answer that is shown again
_SHORT = 18  # characters: two labels of this length stand side by side on a small phone


def prompt(asking: Asking, run_key: str, tongue: Tongue, here: Here) -> Outgoing:
    """The message that asks. Each one ends with what the person can do next."""
    question = asking.question
    text = question.text(tongue, asking.so_far)
    if asking.present is not None and (present := question.present(tongue, asking.present)):
        text = f"{text}\n\n{tongue.say('dialogs.present', answer=head(present, _PRESENT))}"
    shown = tuple(each for each in question.options if each.shown)
    if numbered(shown, here):
        lines = [f"{number}. {tongue.label(each)}" for number, each in enumerate(shown, 1)]
        return Outgoing(
            "\n".join([text, "", *lines, "", tongue.say("dialogs.answer_number")]), ask=question.hint, step=asking.step
        )
    rows = _rows(shown, question.key, run_key, tongue)
    ways = _ways(asking, tongue)
    if here.buttons:
        key = question.key
        rows += tuple(
            (Button(label, press.write(run_key, key, value)),) for label, value in ways[:1] if value in _FORWARD
        )
        back = tuple(Button(label, press.write(run_key, key, value)) for label, value in ways if value not in _FORWARD)
        rows += (back,) if back else ()
    return Outgoing(text, rows=rows, ask=question.hint, step=asking.step)


_FORWARD = (SKIP, DONE)


def _ways(asking: Asking, tongue: Tongue) -> list[tuple[str, str]]:
    question = asking.question
    ways = []
    if question.collects and asking.so_far:
        ways.append((tongue.say("dialogs.done"), DONE))
    elif question.optional:
        ways.append((tongue.say("dialogs.skip"), SKIP))
    if asking.can_return and question.back:
        ways.append((tongue.say("dialogs.back"), BACK))
    ways.append((tongue.say("dialogs.cancel"), CANCEL))
    return ways


def _rows(options: tuple[Option, ...], key: str, run_key: str, tongue: Tongue) -> tuple[tuple[Button, ...], ...]:
    made = [Button(tongue.label(each), press.write(run_key, key, each.value)) for each in options]
    if len(made) > 3 and all(len(each.label) <= _SHORT for each in made):
        return tuple(tuple(made[at : at + 2]) for at in range(0, len(made), 2))
    if len(made) == 2 and all(len(each.label) <= _SHORT for each in made):
        return (tuple(made),)
    return tuple((each,) for each in made)
