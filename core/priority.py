"""Which of the messages that wait leaves first: one order for the outbox, the lanes, the sender and its pace."""

from enum import IntEnum


class Priority(IntEnum):
    """The lower goes first. The numbers are stored (`outbox.priority`, `lanes.priority`), so none may change."""

    TOAST = -1  # the answer to a press: outside the order of its chat, dropped when it is late
    REPLY = 0  # an answer to what somebody just said
    NOTICE = 1  # what we say by ourselves: staff acted, a date came
    BULK = 2  # bulletins
