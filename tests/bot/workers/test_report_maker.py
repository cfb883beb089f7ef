"""A report is made in a process of its own, which reads either database and has no key of the ward."""

from datetime import date

from bot.workers import report_maker
from handlers.registers import reporting
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.registers import entries, report_tasks, reports

_YEAR = (date(2025, 12, 15), date(2026, 12, 14))


def _year(work: UnitOfWork) -> int:
    by = staff.add(work, "hoa", name="Hoa", password="x", role="officer", demo=True)
    said = {
        "item": "3",
        "name": "Sửa đường",
        "document": "1/QĐ",
        "document_on": "2026-11-02",
        "public_on": "2026-11-03",
    }
    entries.add(work, "disclosure", said, by=None, state="public")
    for at in range(3):
        act = {"name": f"KÍN {at}", "act": "1", "found_on": "2026-11-20"}
        entries.add(work, "violation", act, by=None, sealed=True)
    return by


async def test_a_report_made_beside_the_service_is_what_the_service_would_make(store: Database) -> None:
    by = await store.write(_year)
    task = await store.write(report_tasks.want, "year", *_YEAR, by=by)
    assert await report_maker.once(store)
    assert not await report_maker.once(store)
    done = await store.read(report_tasks.get, task)
    assert (done.state, done.tries) == ("done", 1)
    assert done.report_id is not None
    made = await store.read(reports.get, done.report_id)
    assert made.body == await store.read(lambda work: reports.written(reporting.tables(work, *_YEAR)))
    assert "Sửa đường" in made.body
    assert "KÍN" not in made.body
    found = {
        (table.name, line.name, each.name): each
        for table in made.tables
        for line in table.lines
        for each in line.figures
    }
    assert found["b10_violations", "sealed", "found"].count == 3
    assert made.staff_id == by
