"""Who may answer a consultation here: a person, one of a household, or in a vote the one who speaks for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from civics.polls.rules import BallotClass, CountedBy, ballot_class, channels
from core.errors import ConflictError
from handlers.replies.turn import Turn
from storage.households import claims as household_claims
from storage.households import person_codes
from storage.polls import key_care, polls
from storage.polls import keys as poll_keys
from storage.polls import rolls as poll_rolls
from storage.polls.ballots import Voter
from storage.polls.polls import Poll
from storage.polls.rolls import Speaker


@dataclass(frozen=True, slots=True)
class Seat:
    """What this person is to a consultation.

    `bar`: the end of the key `voting.bar.*` that says why they may not answer.

    `before`: their household's answer was given before, so they are told so before it is replaced. `done`: the one
    answer that counts, theirs or their household's, was given.
    """

    poll: Poll
    household: Speaker | None = None
    bar: str = ""
    foreign: bool = False  # only other people's households are asked
    before: bool = False

    @property
    def open(self) -> bool:
        """Whether they may answer now."""
        return not self.bar and not self.foreign and not self.done

    @property
    def done(self) -> bool:
        """Whether the consultation takes one answer and already has it."""
        return self.before and not self.poll.changeable


def seats(turn: Turn) -> list[Seat]:
    """This person's place in each consultation that is open and may be answered in this channel."""
    return [seat(turn, each) for each in polls.open_now(turn.work) if is_taken_here(turn, each)]


def seat(turn: Turn, poll: Poll) -> Seat:
    """This person's place in one of them.

    Only the representative, or a person whom the desk authorised, may vote (Luật Điều 15).
    """
    if not key_care.has(turn.work.seal.keys, poll.key):
        return Seat(poll, bar="no_key")
    if poll.counted_by is CountedBy.PERSON:
        return Seat(poll, before=polls.took_part(turn.work, poll.id, turn.resident.id))
    household = poll_rolls.speaker(turn.work, poll.id, turn.resident.id)
    if household is None:
        belongs = household_claims.of_resident(turn.work, turn.resident.id) is not None
        return Seat(poll, foreign=True) if belongs else Seat(poll, bar="no_household")
    part = poll_rolls.part(turn.work, poll.id, household.household_id)
    before = part is not None and part.took_on is not None
    bar = "not_speaker" if poll.law.vote and not household.speaks else ""
    return Seat(poll, household, bar, before=before)


def is_taken_here(turn: Turn, poll: Poll) -> bool:
    """Whether this channel may take it: Telegram takes no vote and no secret ballot."""
    return bool(channels(poll.kind, poll.secrecy, of=(turn.chat.channel,)))


def bars(found: Iterable[Seat]) -> dict[str, str]:
    """Why some may not be answered, with the title of the first one for each reason."""
    told: dict[str, str] = {}
    for each in found:
        if each.bar:
            told.setdefault(each.bar, each.poll.title)
    return told


def class_here(turn: Turn, poll: Poll) -> BallotClass:
    """How a ballot of this person counts here. A household's always counts as checked, because of its code."""
    code = poll.counted_by is CountedBy.HOUSEHOLD or person_codes.is_checked(turn.work, turn.resident.id)
    return ballot_class(poll.kind, poll.secrecy, channel=turn.chat.channel, code=code)


def voter(turn: Turn, poll: Poll) -> Voter:
    """The voter, with the mark that stands for them.

    Raises ConflictError for a person who may not vote, or without the key.
    """
    place = seat(turn, poll)
    if place.bar or place.foreign or not is_taken_here(turn, poll):
        raise ConflictError("not by this person, or not in this channel")
    keys = turn.work.seal.keys
    if place.household is None:
        mark = poll_keys.mark(keys, poll.key, turn.resident.id)
        return Voter(turn.resident.id, turn.chat.id, mark, of=class_here(turn, poll))
    household_id = place.household.household_id
    mark = poll_keys.household_mark(keys, poll.key, household_id)
    return Voter(turn.resident.id, turn.chat.id, mark, household_id)
