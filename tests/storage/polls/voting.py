"""A ward that counts households: units with households, an open consultation, and its voters."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from civics.polls.counting import Source
from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import CountedBy, PollKind, Precondition, Secrecy
from civics.polls.terms import Terms
from civics.ward.roll import Entry
from core.clock import in_vietnam
from core.errors import ConflictError
from core.message import Address, Incoming, Kind
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.unit import UnitOfWork
from storage.households import households, roll_import
from storage.messages import chats
from storage.people import residents, staff
from storage.polls import ballots, polls, sittings
from storage.polls import drafts as poll_drafts
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls.ballots import Voter
from storage.polls.openings import Plan
from storage.ward import ward

Choices = Mapping[str, tuple[str, str]]
HOURS = 24


@dataclass(frozen=True, slots=True)
class Hall:
    """The open consultation. `households`: ids in the order of the roll; `units`: ids."""

    store: Database
    files: Path
    key: str
    households: tuple[int, ...]
    units: tuple[int, ...]
    codes: tuple[str, ...]

    def mark(self, household: int) -> str:
        """The mark of a household."""
        return poll_keys.household_mark(beside(self.files), self.key, household)

    def cast(self, work: UnitOfWork, household: int, choices: Choices, *, member: tuple[int, int] | None) -> str:
        """A ballot of a household by a member (resident, chat), or on paper."""
        resident, chat = member or (None, None)
        voter = Voter(resident, chat, self.mark(household), household, None if member else 1)
        return ballots.cast(work, polls.get(work, self.key), voter, choices=choices)


def hold(
    store: Database, files: Path, *, units: int, each: int, articles: int = 3, vote: bool = False,
    secrecy: Secrecy = Secrecy.SECRET, changeable: bool = True,
) -> Hall:  # fmt: skip
    """A consultation that is open from now for a day."""
    text = "\n".join(f"Điều {n}. Tên\nLời {n}." for n in range(1, articles + 1))

    def body(work: UnitOfWork) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
        by = staff.add(work, "hoa", name="Hòa", password="x", role="admin")
        places = tuple(
            ward.add_unit(work, f"TDP-{n}", kind="to_dan_pho", name=f"Tổ dân phố số {n}") for n in range(1, units + 1)
        )
        roll = [
            Entry(place, f"{at:02}-{n:03}", f"Chủ hộ {at} {n}")
            for at, place in enumerate(places, 1)
            for n in range(1, each + 1)
        ]
        roll_import.put(work, roll, whole=True, staff_id=by)
        key = poll_drafts.add(work, "Dự thảo", draft=parse(plain_paragraphs(text)), source=text, staff_id=by)
        today = in_vietnam(work.now).date()
        plan = Plan(
            title="Dự thảo", kind=PollKind.VOTE_15_6 if vote else PollKind.INFORMAL, counted_by=CountedBy.HOUSEHOLD,
            secrecy=secrecy, units=places, opens_at=work.now, closes_at=work.now + timedelta(hours=HOURS),
            recorded=tuple((each, today) for each in Precondition) if vote else (), changeable=changeable,
            terms=Terms(team=("An", "Bình", "Chi"), chosen=each * units) if vote else Terms(),
        )  # fmt: skip
        poll_openings.set_up(work, key, plan)
        poll_openings.open_it(work, key, staff_id=by)
        ids = tuple(each.id for each in households.page(work, limit=units * each))
        return key, ids, places

    key, ids, places = store.run(body)
    poll_keys.make(beside(files), key)
    return Hall(store, files, key, ids, places, tuple(f"a{n}" for n in range(1, articles + 1)))


def members(work: UnitOfWork, names: Sequence[str], *, channel: str = "web") -> list[tuple[int, int]]:
    """People with their private chats, as (resident, chat)."""
    found = []
    for name in names:
        where = Address(channel, channel, name)
        chat = chats.meet(work, Incoming(where, f"e-{name}", Kind.MESSAGE, work.now, person=name))
        found.append((residents.of_person(work, chat, name, name="").id, chat.id))
    return found


def added_by_one_of_four(store: Database, key: str) -> int:
    """Four colleagues begin the same meeting at the same moment: there is one."""
    together = threading.Barrier(4)

    def add(_: int) -> int | None:
        together.wait()
        try:
            return store.run(sittings.add, key, source=Source.MEETING, unit_id=1, clause="15.3", staff_id=1)
        except ConflictError:  # WAITS: one is not agreed yet
            return None

    with ThreadPoolExecutor(4) as threads:
        (made,) = (each for each in threads.map(add, range(4)) if each is not None)
    return made
