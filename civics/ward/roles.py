"""What each role of the staff may do."""

from enum import StrEnum


class Role(StrEnum):
    """An account's role. To read denunciations is not a role: an admin marks the account for it."""

    OFFICER = "officer"
    ADMIN = "admin"
    OBSERVER = "observer"


_OBSERVER = frozenset({"queue.read", "case.read"})  # codes, kinds, topics, units, states and clocks only
_OFFICER = _OBSERVER | {
    "case.content", "case.take", "case.assign", "case.answer", "case.note", "case.move", "case.change", "case.export",
    "case.block", "file.read", "file.destroy", "intake", "poll.manage", "bulletin.write",
    "bulletin.approve",
}  # fmt: skip
_ADMIN = _OFFICER | {"staff.manage", "settings.change", "sealed.grant", "alerts.read", "person.move"}
_ACTS: dict[Role, frozenset[str]] = {Role.OBSERVER: _OBSERVER, Role.OFFICER: _OFFICER, Role.ADMIN: _ADMIN}
ACTS = _ADMIN


def may(role: Role | str, act: str) -> bool:
    """Whether the role may do the act.

    Raises KeyError for an unknown act, so that a typing error in the code is found.
    """
    if act not in ACTS:
        raise KeyError(act)
    return act in _ACTS[Role(role)]
