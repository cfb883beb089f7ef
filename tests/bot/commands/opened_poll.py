"""An open consultation in a whole service, for tests against the platforms' servers."""

from datetime import timedelta

from bot.app import Service
from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import PollKind, PollState, Secrecy
from storage.database.outside import beside
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.polls import ballots, polls
from storage.polls import drafts as poll_drafts
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls.openings import Plan
from storage.polls.polls import Poll

TITLE = "Dự thảo quy ước"
TEXT = "Điều 1. Ngõ\nGiữ sạch ngõ.\nĐiều 2. Loa\nKhông mở loa sau 22 giờ.\nĐiều 3. Chó\nRa đường có rọ mõm."


def opened(service: Service, *, secrecy: Secrecy) -> str:
    """A consultation with three articles, for everybody; returns its key."""
    folder = service.settings.files_dir

    def prepare(work: UnitOfWork) -> tuple[str, int]:
        by = staff.add(work, "hoa", name="Hòa", password="x", role="officer")
        key = poll_drafts.add(work, TITLE, draft=parse(plain_paragraphs(TEXT)), source=TEXT, staff_id=by)
        plan = Plan(
            title=TITLE, kind=PollKind.INFORMAL, secrecy=secrecy, units=(1,), opens_at=work.now,
            closes_at=work.now + timedelta(days=3),
        )  # fmt: skip
        poll_openings.set_up(work, key, plan)
        return key, by

    key, by = service.database.run(prepare)
    poll_keys.make(beside(folder), key)
    service.database.run(poll_openings.open_it, key, staff_id=by)
    return key


def closed(service: Service, key: str) -> Poll:
    """Close it; returns it with its result."""
    service.database.run(ballots.close, key)
    poll_keys.destroy(beside(service.settings.files_dir), key)
    found = service.database.look(polls.get, key)
    assert found.state is PollState.CLOSED
    return found
