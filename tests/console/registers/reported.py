"""A report that was asked for on the page, made at once in this process."""

from collections.abc import Mapping

from httpx import AsyncClient

from handlers.registers import reporting
from storage.registers import report_tasks, reports
from tests.console.conftest import Desk


async def reported(desk: Desk, client: AsyncClient, asked: Mapping[str, str]) -> str:
    """The address of the report."""
    await client.post("/console/registers/reports", data=dict(asked))
    task = desk.database.run(report_tasks.claim)
    assert task is not None
    made = desk.database.look(lambda work: reports.written(reporting.tables(work, task.begins, task.ends)))
    return f"/console/registers/reports/{desk.database.run(report_tasks.finish, task, made)}"
