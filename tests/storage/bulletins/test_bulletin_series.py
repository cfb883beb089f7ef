"""A series makes one bulletin of each of its times, and continues after any pause."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from civics.bulletins.schedules import Event, Every, Rule, Tie, rule_to_json, tie_to_json
from core.clock import VIETNAM
from core.message import Outgoing
from storage.bulletins import bulletins
from storage.bulletins import series as bulletin_series
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletin_bodies
from storage.tables.bulletins import bulletins as rows
from storage.tables.polls import polls
from storage.ward import alerts
from tests.databases import Now
from tests.storage.kit import people
from tests.storage.polls.voting import hold


def series(store: Database, **fields: object) -> int:
    """An approved series."""
    ward = people(store)

    def body(work: UnitOfWork) -> int:
        made = bulletins.write(work, ward.officer.staff_id, title="Nhắc", text="Mời bà con", **fields)
        bulletins.give_bodies(work, made, {"": [Outgoing("Mời bà con")]})
        bulletins.ask(work, made, ward.officer.staff_id)
        bulletins.approve(work, made, ward.named.staff_id, typed=0, count=0)
        return made

    return store.run(body)


def times(store: Database, made: int) -> list[tuple[str, str]]:
    """The slots and states that a series made."""
    found = select(rows.c.slot, rows.c.state).where(rows.c.made_from_id == made).order_by(rows.c.planned_at)
    return [(each.slot, each.state) for each in store.look(lambda work: work.conn.execute(found).all())]


def test_each_week_is_made_once_and_what_was_missed_asks(store: Database, now: Now) -> None:
    weekly = rule_to_json(Rule(Every.WEEK, 2))  # Wednesdays, 7:30
    made = series(store, rule=weekly)
    assert store.run(bulletins.start_due) == 0  # a series is never sent itself
    assert store.run(bulletin_series.make_due) == 0
    now.at = datetime(2026, 11, 25, 7, 31, tzinfo=VIETNAM)
    assert store.run(bulletin_series.make_due) == 1
    assert store.run(bulletin_series.make_due) == 0
    assert store.run(bulletins.start_due) == 1
    now.at = datetime(2026, 12, 9, 11, 0, tzinfo=VIETNAM)  # for two weeks no process was running
    assert store.run(bulletin_series.make_due) == 2
    assert store.run(bulletins.start_due) == 0
    assert times(store, made) == [("2026-11-25", "spreading"), ("2026-12-02", "missed"), ("2026-12-09", "missed")]
    assert [each.kind for each in store.look(alerts.latest)] == ["bulletin_missed"] * 2
    bodies = store.look(lambda work: work.conn.execute(select(bulletin_bodies.c.bulletin_id)).scalars().all())
    assert len(set(bodies)) == 4


def test_one_time_is_left_out_and_the_others_stay(store: Database, now: Now) -> None:
    made = series(store, rule=rule_to_json(Rule(Every.WEEK, 2)))
    store.run(bulletin_series.skip, made, "2026-12-02", staff_id=1)
    coming = store.look(bulletin_series.coming)
    assert [each.slot for each in coming][:2] == ["2026-11-25", "2026-12-09"]
    now.at = datetime(2026, 12, 9, 7, 30, tzinfo=VIETNAM)
    store.run(bulletin_series.make_due)
    assert [slot for slot, state in times(store, made) if state == "approved"] == ["2026-11-25", "2026-12-09"]


def test_what_is_tied_to_a_close_moves_with_it_and_ends_with_it(store: Database, now: Now, tmp_path: object) -> None:
    hall = hold(store, tmp_path, units=1, each=1)  # type: ignore[arg-type]  # a Path; closes in a day
    made = series(store, tied=tie_to_json(Tie(Event.POLL_CLOSE, hall.key, days=(-1, 0))))

    def move(work: UnitOfWork) -> None:
        later = {"closes_at": work.now + timedelta(days=10)}
        work.conn.execute(update(polls).where(polls.c.key == hall.key).values(**later))

    store.run(move)
    now.pass_(days=2)
    assert store.run(bulletin_series.make_due) == 0
    now.pass_(days=9)
    assert store.run(bulletin_series.make_due) == 2
    assert store.look(bulletins.get, made).state == "done"
    assert [slot for slot, _ in times(store, made)] == ["-1", "+0"]


def test_a_cancelled_event_stops_its_series(store: Database, now: Now, tmp_path: object) -> None:
    hall = hold(store, tmp_path, units=1, each=1)  # type: ignore[arg-type]  # a Path
    made = series(store, tied=tie_to_json(Tie(Event.POLL_CLOSE, hall.key)))
    cancelled = update(polls).where(polls.c.key == hall.key).values(state="cancelled")
    store.run(lambda work: work.conn.execute(cancelled).rowcount)
    store.run(bulletin_series.make_due)
    assert store.look(bulletins.get, made).state == "stopped"
    now.pass_(days=3)
    assert store.run(bulletin_series.make_due) == 0
