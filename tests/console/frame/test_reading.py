"""A page is read in one transaction, which ends before its answer is sent; and no page reaches past that."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import Connection, event, update
from sqlalchemy.pool import QueuePool
from starlette.types import Message, Receive, Scope, Send

from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.people import topics
from storage.tables.ward import units
from storage.ward import ward
from tests.console.cases.casework import Casework, at
from tests.console.conftest import HERE, Desk
from tests.pages import HOUSE


@contextmanager
def begun(database: Database) -> Iterator[list[Connection]]:
    """The transactions that begin meanwhile, of readers and of the writer."""
    found: list[Connection] = []

    def note(connection: Connection) -> None:
        found.append(connection)

    engines = {database._read_engine, database._write_engine}
    for engine in engines:
        event.listen(engine, "begin", note)
    yield found
    for engine in engines:
        event.remove(engine, "begin", note)


async def test_the_page_of_a_case_is_one_transaction(desk: Desk) -> None:
    work = Casework(desk)
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    with begun(desk.database) as first:
        assert (await client.get(at(filed))).status_code == 200
    assert len(first) == 3, "the first opening reads, marks the case as read, and reads again"
    with begun(desk.database) as again:
        page = await client.get(at(filed))
    assert page.status_code == 200
    assert "Rác thải" in page.text
    assert len(again) == 1


async def test_a_part_of_a_case_is_one_transaction(desk: Desk) -> None:
    filed = Casework(desk).file()
    client = await desk.sign_in("hoa", role="officer")
    await client.get(at(filed))
    with begun(desk.database) as found:
        assert (await client.get(at(filed), headers={"X-Fragment": "talk"})).status_code == 200
    assert len(found) == 1


@pytest.mark.parametrize("state", ["draft", "sent"])
async def test_the_page_of_a_bulletin_is_one_transaction(desk: Desk, state: str) -> None:
    client = await desk.sign_in("hoa", role="officer")
    topic = desk.database.run(topics.offered)[0].key
    form = {"title": "Cắt nước", "text": "Ngày mai cắt nước cả ngày.", "topic": topic, "act": "save"}
    answer = await client.post("/console/bulletins/new", data=form)
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"].partition("?")[0]
    if state == "sent":
        await client.post(f"{address}/ask")
        assert "approve" in (await (await desk.sign_in("lan", role="officer")).get(address)).text
    with begun(desk.database) as found:
        page = await client.get(address)
    assert page.status_code == 200
    assert "Cắt nước" in page.text
    assert len(found) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/console/", "/console/intake", "/console/bulletins", "/console/polls", "/console/roll", "/console/staff",
        "/console/alerts", "/console/second", "/console/settings", "/console/promises", "/console/days",
        "/console/duty", "/console/trail", "/gop-y", "/ban-tin", "/",
    ],
)  # fmt: skip
async def test_every_other_page_is_one_transaction_too(desk: Desk, path: str) -> None:
    client = await desk.sign_in("hoa", role="admin")
    with begun(desk.database) as found:
        answer = await client.get(path)
    assert answer.status_code == 200
    assert len(found) <= 1


def test_a_snapshot_sees_one_moment_whatever_is_committed_meanwhile(store: Database) -> None:
    def name(work: UnitOfWork) -> list[str]:
        return [each.name for each in ward.units_now(work)]

    made = store.run(ward.add_unit, "T1", kind="to_dan_pho", name="Tổ 1")
    with store.snapshot() as work:
        assert name(work) == ["Tổ 1"]
        store.run(lambda each: each.conn.execute(update(units).where(units.c.id == made).values(name="Tổ 2")))
        assert name(work) == ["Tổ 1"]
    assert store.look(name) == ["Tổ 2"]


async def test_no_connection_is_held_while_an_answer_is_sent_or_something_is_written(desk: Desk) -> None:
    filed = Casework(desk).file()
    client = await desk.sign_in("hoa", role="officer")
    pool = desk.database._read_engine.pool
    assert isinstance(pool, QueuePool)
    held: list[int] = []

    def note(_connection: Connection) -> None:
        held.append(pool.checkedout())

    async def sending(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            held.append(pool.checkedout())
            await send(message)

        await desk.app(scope, receive, sent)

    event.listen(desk.database._write_engine, "begin", note)
    through = httpx.ASGITransport(sending, client=("192.0.2.1", 40_000))
    async with httpx.AsyncClient(transport=through, base_url=HERE, cookies=client.cookies) as browser:
        paths = (at(filed), at(filed, "nix"), "/console/", "/console/export.xlsx", "/console/bulletins/new")
        answers = [(await browser.get(path)).status_code for path in paths]
    event.remove(desk.database._write_engine, "begin", note)
    assert answers == [200, 404, 200, 200, 200]
    assert len(held) > 2 * len(paths), "each answer has a head and a body, and two of the pages write"
    assert held[0] == 0, "the case was marked as read"
    assert not any(held)


def test_no_page_reaches_the_database_past_its_transaction() -> None:
    past = re.compile(r"database\.(look|run)\b|\.database$|\bdatabase = ", re.MULTILINE)
    paths = [
        path
        for path in sorted((HOUSE / "console").rglob("*.py"))
        if path.parent.name != "chat" and path.name != "reading.py"
    ]
    assert [str(path.relative_to(HOUSE)) for path in paths if past.search(path.read_text("utf-8"))] == []
