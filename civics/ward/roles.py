"""What each role of the staff may do: one table, which `docs/roles.md` prints and a test holds against every page."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """An account's role. To read denunciations is not a role: an admin marks the account for it."""

    OFFICER = "officer"
    LEADER = "leader"  # an officer who also agrees to the heavier acts of others, and arranges the teams' work
    ADMIN = "admin"
    OBSERVER = "observer"
    HEAD = "head"  # of one residential group: its meetings and initiatives, no case
    INSPECTOR = "inspector"  # of one board of supervision: its rounds and proposals, no case


NARROW = frozenset({Role.HEAD, Role.INSPECTOR})  # they see only what is their own, and nothing of cases
_ALL = frozenset(Role) - NARROW
_WORK = _ALL - {Role.OBSERVER}
_LEAD = frozenset({Role.LEADER, Role.ADMIN})
_ADMIN = frozenset({Role.ADMIN})

# Act to the roles that may do it. An act that only some pages ask for is still one line here.
TABLE: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        # an observer sees codes, kinds, topics, units, states and clocks only
        "queue.read": _ALL,
        "case.read": _ALL,
        "figures.read": _ALL,
        "case.content": _WORK,
        "case.take": _WORK,
        "case.assign": _WORK,
        "case.answer": _WORK,
        "case.note": _WORK,
        "case.remind": _WORK,
        "case.move": _WORK,
        "case.change": _WORK,
        "case.export": _WORK,
        "case.block": _WORK,
        "register.read": _WORK | NARROW,  # the registers' pages; which registers, each of them says
        "group.keep": _WORK | {Role.HEAD},  # the meetings and initiatives of a group
        "board.keep": _WORK | {Role.INSPECTOR},  # the rounds and proposals of a board of supervision
        "file.read": _WORK,
        "file.destroy": _WORK,
        "intake": _WORK,
        "poll.manage": _WORK,
        "bulletin.write": _WORK,
        "bulletin.approve": _WORK,
        "case.approve": _LEAD,  # answers of the topics that the ward has marked, when an officer wrote them
        "poll.approve": _LEAD,  # a consultation is opened, ended early or cancelled, when somebody else asks for it
        "roll.approve": _LEAD,  # a table becomes the roll, when somebody else asks for it
        "figures.people": _LEAD,  # figures of each team and officer
        "team.manage": _LEAD,
        "case.hand_over": _LEAD,  # the cases of somebody else; one's own everybody hands over who works on cases
        "staff.manage": _ADMIN,
        "settings.change": _ADMIN,
        "sealed.grant": _ADMIN,
        "alerts.read": _ADMIN,
        "person.move": _ADMIN,
    }
)
ACTS = frozenset(TABLE)


def may(role: Role | str, act: str) -> bool:
    """Whether the role may do the act.

    Raises KeyError for an unknown act, so that a typing error in the code is found.
    """
    return Role(role) in TABLE[act]


def works(role: Role | str) -> bool:
    """Whether the role works on cases: such an account may hold one, be in a team, be on duty."""
    return may(role, "case.answer")


WORKERS = tuple(each.value for each in Role if works(each))


def printed() -> str:
    """The table as rows of Markdown, for `docs/roles.md`."""
    head = ["| Act | " + " | ".join(f"`{each}`" for each in Role) + " |", "|---" * (len(Role) + 1) + "|"]
    rows = [
        f"| `{act}` | " + " | ".join("yes" if role in held else "" for role in Role) + " |"
        for act, held in TABLE.items()
    ]
    return "\n".join([*head, *rows])
