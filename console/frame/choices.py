"""The values that forms and filters offer, in the order in which people look for them."""

from dataclasses import dataclass

from civics.cases.moves import CaseState
from civics.cases.petitions import PetitionKind, Topic


@dataclass(frozen=True, slots=True)
class Choices:
    """Word keys are `civics.state.…`, `civics.kind.…`, `civics.topic.…`."""

    states: tuple[str, ...]
    kinds: tuple[str, ...]
    topics: tuple[str, ...]


def choices() -> Choices:
    """All of them."""
    return Choices(
        tuple(each.value for each in CaseState),
        tuple(each.value for each in PetitionKind),
        tuple(each.value for each in Topic),
    )
