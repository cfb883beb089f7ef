"""What the registers hold of a person: who asked to be received, and what for."""

from sqlalchemy import select, update

from core.text import fold
from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.registers import channel_rates, contests, forum
from storage.tables.channels import channel_raters
from storage.tables.contests import contest_players, dialogue_backers
from storage.tables.registers import register_entries, register_files

_E = register_entries.c


def _bookings(work: UnitOfWork, whom: Whom) -> None:
    """A booking that was not held loses its words. What was held stays in the register that the law asks for."""
    mine = select(_E.id, _E.said, _E.state).where(_E.resident_id == whom.resident_id)
    for row in work.conn.execute(mine).all():
        values: dict[str, object] = {"resident_id": None, "chat_id": None}
        if row.state in {"booked", "waiting", "cancelled", "absent"}:
            said = {name: value for name, value in row.said.items() if name == "on"}
            values |= {"said": said, "closed": "", "title": "", "folded": fold(""), "over": True, "due_on": None,
                       "state": "cancelled" if row.state in {"booked", "waiting"} else row.state}  # fmt: skip
        work.conn.execute(update(register_entries).where(_E.id == row.id).values(**values))


def _contests(work: UnitOfWork, whom: Whom) -> None:
    contests.forget(work, whom.resident_id)
    forum.forget(work, whom.resident_id)
    channel_rates.forget(work, whom.resident_id)


HOLDINGS = (
    Holding(
        "places in law contests, questions for a dialogue, that a channel was rated",
        (contest_players.c.resident_id, contest_players.c.name, dialogue_backers.c.resident_id, channel_raters.c.mark),
        at_once=_contests,
    ),
    Holding(
        "bookings, the register of receptions, letters to a board",
        (_E.resident_id, _E.chat_id, _E.title, _E.folded, _E.said, _E.closed, register_files.c.name), at_once=_bookings,
        stays="the register of receptions (NĐ 154/2026 Mẫu 03/TCD) and what a board received; they lead to no chat",
    ),
)  # fmt: skip
