"""The messages of a correction or recall, for chats that have the bulletin: edits, deletions, or a new message.

The parts that a chat has keep their numbers, so that a second correction finds them again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.message import Outgoing

EDITING = frozenset({"telegram", "web"})  # the channels whose adapters can edit
SAID = 100  # the numbers of new messages, where nothing can be edited, begin here

Bodies = Mapping[str, Sequence[Outgoing]]
Numbered = dict[str, dict[int, Outgoing]]


class Way(StrEnum):
    """How a step reaches its chat."""

    EDIT = "edit"
    DELETE = "delete"  # or, where it is too late for that, edit it to this text
    SAY = "say"


@dataclass(frozen=True, slots=True)
class Step:
    """One message of a correction. `aim`: the part of the bulletin that it changes."""

    part: int
    way: Way
    body: Outgoing
    aim: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps by channel ("": all others), and the bulletin's text from now on, in numbered parts."""

    steps: dict[str, list[Step]]
    bodies: Numbered

    @property
    def empty(self) -> bool:
        """Whether nothing changes for anybody."""
        return not any(self.steps.values())


def corrected(old: Numbered, new: Bodies, said: Bodies, *, edits: frozenset[str], gone: str) -> Plan:
    """Edits on the channels of `edits`; elsewhere the message `said` (đính chính). `gone`: the text for a removed part.

    `new` and `said` are by channel, as `broadcasts.text.bodies` returns them; "" is for all other channels.
    """
    steps: dict[str, list[Step]] = {}
    bodies: Numbered = {}
    for channel in sorted({*old, *new, *said, *edits}):
        before = old.get(channel, old.get("", {}))
        after = new.get(channel, new.get("", []))
        told = said.get(channel, said.get("", []))
        numbered = _numbered(before, after)
        if channel in old or channel in new:
            bodies[channel] = numbered
        if channel not in edits:
            steps[channel] = [] if numbered == before else _said(told)
            continue
        changed = list(_changes(before, numbered, gone=gone, with_files=channel not in new))
        steps[channel] = [*changed, *_said(told)] if numbered != before else []
    return Plan(steps, bodies)


def recalled(old: Numbered, notice: str, *, edits: frozenset[str]) -> Plan:
    """Deletions where a platform allows them. Where it is too late, or never possible, the message `notice`."""
    words = Outgoing(notice)
    steps = {}
    for channel in sorted({*old, *edits}):
        parts = old.get(channel, old.get("", {}))
        aimed = [Step(at, Way.DELETE, words, aim=at) for at in sorted(parts)] if channel in edits else []
        steps[channel] = [*aimed, *_said([words])]
    return Plan(steps, {})


def _said(parts: Sequence[Outgoing]) -> list[Step]:
    return [Step(SAID + at, Way.SAY, each) for at, each in enumerate(parts)]


def _numbered(old: Mapping[int, Outgoing], new: Sequence[Outgoing]) -> dict[int, Outgoing]:
    """The new parts with the numbers of the old parts that they replace. Additional parts come last."""
    found: dict[int, Outgoing] = {}
    free = max(old, default=-1) + 1
    for with_media in (True, False):
        places = [at for at in sorted(old) if bool(old[at].media) is with_media]
        for place, each in enumerate(part for part in new if bool(part.media) is with_media):
            if place < len(places):
                found[places[place]] = each
            else:
                found[free] = each
                free += 1
    return dict(sorted(found.items()))


def _changes(
    old: Mapping[int, Outgoing], new: Mapping[int, Outgoing], *, gone: str, with_files: bool
) -> Sequence[Step]:
    """The edits. `with_files`: an edit sends the whole message again, with its files; otherwise only its text."""
    found = []
    for at, before in sorted(old.items()):
        after = new.get(at)
        if after is None:
            found.append(Step(at, Way.DELETE, Outgoing(gone), aim=at))
        elif after != before:
            found.append(Step(at, Way.EDIT, after if with_files else replace(after, media=()), aim=at))
    return found
