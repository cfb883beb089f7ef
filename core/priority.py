"""The priorities of waiting messages: one order for the outbox, the lanes, the sender and its pace."""

from enum import IntEnum


class Priority(IntEnum):
    """The lowest number is sent first. Numbers are stored (`outbox.priority`, `lanes.priority`) and must not change."""

    TOAST = -1  # the answer to a press: not in the order of its chat, dropped when it is late
    REPLY = 0  # an answer to a person's latest message
    NOTICE = 1  # a message on our own initiative: staff acted, a date came
    BULK = 2  # bulletins
