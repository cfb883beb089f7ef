"""The results of the groups' votes (Luật 10/2022 Điều 21.1; NĐ 59/2023 Điều 4.1.b)."""

from collections.abc import Iterable
from dataclasses import dataclass

from civics.polls.counting import Source
from civics.polls.sittings import Decision, Record, decisions
from civics.polls.ways import Before


@dataclass(frozen=True, slots=True)
class Vote:
    """A group's vote. `agreed` is None until two people have typed in the same figures."""

    id: int
    unit_id: int
    source: Source
    before: Before
    agreed: Record | None


def outcome(vote: Vote, *, clause: str) -> Decision | None:
    """The figures against the ratio, and the quorum of a meeting; None until two people agree."""
    if vote.agreed is None:
        return None
    return decisions(vote.agreed, clause=clause, source=vote.source)[0]


def result(vote: Vote, *, clause: str) -> bool | None:
    """Whether the group approved; None without a record, and after a meeting without a quorum."""
    found = outcome(vote, clause=clause)
    return found.majority.reached if found is not None and found.majority is not None else None


def latest(votes: Iterable[Vote], unit_id: int) -> Vote | None:
    """The vote of a group that counts: the last one on which two people agreed."""
    return next((each for each in reversed(list(votes)) if each.unit_id == unit_id and each.agreed is not None), None)


def short_meeting(votes: Iterable[Vote], unit_id: int, *, clause: str) -> bool:
    """Whether this group met and too few came, so that ballots may follow (NĐ 59/2023 Điều 4.1.b)."""
    met = [each for each in votes if each.unit_id == unit_id and each.source is Source.MEETING]
    found = (outcome(each, clause=clause) for each in met)
    return any(each is not None and each.quorum is not None and not each.quorum.met for each in found)
