"""What only the boards of supervision have: they hear of an answer, and so does a resident who wrote to them."""

from handlers.registers import board_chat
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.registers.entries import Entry


def proposal_moved(work: UnitOfWork, before: Entry, after: Entry, *, by: int | None, ward: Ward | None) -> Entry:
    """The answer to a proposal, and what was done after it, goes into the board's chat."""
    del before, by
    board_chat.told(work, after, ward)
    return after


def letter_moved(work: UnitOfWork, before: Entry, after: Entry, *, by: int | None, ward: Ward | None) -> Entry:
    """The board's answer goes into the chat from which the resident wrote."""
    del before, by
    board_chat.answered(work, after, ward)
    return after
