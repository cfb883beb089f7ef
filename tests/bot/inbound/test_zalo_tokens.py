"""Zalo's one-time tokens: one refresh over all processes, stored before its use, and one alert at a grant's end."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from bot.channels import zalo_wire
from bot.inbound.zalo_tokens import Account, RefusedTokenError, ZaloTokens, consent_address, exchange
from core.errors import Fate, SendError
from storage.database.database import Database
from storage.database.seal import Seal
from storage.messages import grants
from storage.tables.messages import leases
from storage.ward import alerts
from tests.databases import KEY
from tests.servers.zalo import APP_ID, APP_SECRET, OA_ID, ZaloServer

NAME = f"zalo:{OA_ID}"


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    async with ZaloServer() as made:
        yield made


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with zalo_wire.client() as made:
        yield made


@pytest.fixture
def database(database_url: str, server: ZaloServer) -> Iterator[Database]:
    made = Database(database_url, seal=Seal(KEY), clock=server.clock)
    yield made
    made.close()


@pytest.fixture
def another(database: Database, server: ZaloServer, client: httpx.AsyncClient) -> Callable[[], ZaloTokens]:
    """Makes the object that another process would have with the same database."""
    account = Account(APP_ID, OA_ID, server.url, APP_SECRET, "refresh-0")
    return lambda: ZaloTokens(database, account, client=client, clock=server.clock)


async def test_eight_that_meet_an_expired_token_make_one_refresh(
    server: ZaloServer, another: Callable[[], ZaloTokens]
) -> None:
    found = await asyncio.gather(*(another().access() for _ in range(8)))
    assert set(found) == {server.access}
    assert server.calls["token"] == 1
    found = await asyncio.gather(*(another().renewed(server.access) for _ in range(8)))
    assert set(found) == {server.access}
    assert server.calls["token"] == 2


async def processes(
    number: int, database_url: str, server: ZaloServer, *, stale: str = ""
) -> asyncio.subprocess.Process:
    """This number of real processes that need a token at once, in a session of their own, so that they can be killed
    together.
    """
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.inbound.refreshers", str(number), database_url, server.url, stale,
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[3], start_new_session=True,
    )  # fmt: skip


async def said_by(running: asyncio.subprocess.Process) -> list[str]:
    out, _ = await asyncio.wait_for(running.communicate(), 150)
    return out.decode().split("\n")[:-1]


SOME = pytest.mark.parametrize("number", [3, pytest.param(8, marks=pytest.mark.deep)])


@SOME
async def test_processes_that_meet_an_expired_token_make_one_refresh(
    server: ZaloServer, database_url: str, number: int
) -> None:
    found = await said_by(await processes(number, database_url, server))
    assert (found, server.calls["token"]) == ([server.access] * number, 1)
    found = await said_by(await processes(number, database_url, server, stale=server.access))
    assert (found, server.calls["token"]) == ([server.access] * number, 2)


@SOME
async def test_a_process_killed_before_its_commit_is_told_once_and_others_do_not_loop(
    server: ZaloServer, database_url: str, database: Database, another: Callable[[], ZaloTokens], number: int
) -> None:
    first = await another().access()
    server.fail_next("token", "taken")
    running = await processes(1, database_url, server, stale=first)
    await asyncio.wait_for(server.token_taken.wait(), 150)
    os.killpg(running.pid, signal.SIGKILL)  # the platform has given new tokens, and nobody stored them
    await running.wait()
    past = {"until": datetime(2000, 1, 1, tzinfo=UTC)}
    database.run(lambda work: work.conn.execute(update(leases).values(past)) and None)  # a minute later
    found = await said_by(await processes(number, database_url, server, stale=first))
    assert sorted(found) == ["reconnect: Zalo is not connected"] * (number - 1) + ["reconnect: the grant is dead"]
    assert server.calls["token"] == 3
    told = database.look(alerts.latest)
    assert [each.kind for each in told] == ["zalo_reconnect"]
    assert "never written down" in told[0].detail


async def test_a_token_is_renewed_before_it_runs_out(server: ZaloServer, another: Callable[[], ZaloTokens]) -> None:
    tokens = another()
    first = await tokens.access()
    server.clock.advance(22 * 3600)
    assert await tokens.access() == first
    server.clock.advance(1.5 * 3600)
    assert await tokens.access() != first


async def test_both_tokens_are_stored_sealed(
    server: ZaloServer, another: Callable[[], ZaloTokens], database: Database
) -> None:
    await another().access()
    grant = database.look(grants.find, NAME)
    assert grant is not None
    assert (grant.access, grant.refresh, grant.spending_since) == (server.access, server.refresh, None)
    rows = database.look(lambda work: work.conn.exec_driver_sql("SELECT access, refresh FROM grants").all())
    assert server.access not in str(rows)
    assert server.refresh not in str(rows)
    assert server.access not in repr(grant)


@pytest.mark.parametrize("trouble", ["http500", "-1"])
async def test_an_error_as_http_200_never_replaces_a_good_pair(
    server: ZaloServer, another: Callable[[], ZaloTokens], trouble: str
) -> None:
    tokens = another()
    first = await tokens.access()
    server.clock.advance(24 * 3600)
    server.fail_next("token", trouble)
    for _ in range(3):
        assert await tokens.access() == first  # an hour is left: the token is used, and nobody asks again for a while
    assert server.calls["token"] == 2
    server.clock.advance(30)
    assert await tokens.access() == server.access != first


async def test_a_token_that_ran_out_and_no_clear_answer_is_told_and_ends_by_itself(
    server: ZaloServer, another: Callable[[], ZaloTokens], database: Database
) -> None:
    tokens = another()
    await tokens.access()
    server.clock.advance(26 * 3600)
    for _ in range(2):
        server.fail_next("token", "-14999")  # a code that no table has
        for _ in range(20):
            with pytest.raises(SendError) as caught:
                await tokens.access()
            assert caught.value.fate is Fate.AGAIN
        server.clock.advance(30)
    assert server.calls["token"] == 3
    assert [(each.kind, each.detail) for each in database.look(alerts.latest)] == [("zalo_token", "error -14999")]
    assert await tokens.access() == server.access


@pytest.mark.parametrize("empty", [True, False])
async def test_a_crash_between_the_answer_and_our_commit_is_told_once_and_does_not_loop(
    server: ZaloServer, another: Callable[[], ZaloTokens], database: Database, client: httpx.AsyncClient, *, empty: bool
) -> None:
    server.empty_on_reuse = empty
    first = await another().access()
    grant = database.look(grants.find, NAME)
    assert grant is not None
    database.run(lambda work: grants.spending(work, NAME, since=work.now))  # then the process died,
    account = Account(APP_ID, OA_ID, server.url, APP_SECRET)
    await exchange(
        client, account, {"grant_type": "refresh_token", "refresh_token": grant.refresh}
    )  # before it got the answer
    for _ in range(5):
        with pytest.raises(SendError) as caught:
            await another().renewed(first)
        assert caught.value.fate is Fate.RECONNECT
        assert grant.refresh not in str(caught.value)
    assert server.calls["token"] == 3
    told = database.look(alerts.latest)
    assert [each.kind for each in told] == ["zalo_reconnect"]
    assert "never written down" in told[0].detail


async def test_a_refused_connection_spends_nothing(
    server: ZaloServer, database: Database, client: httpx.AsyncClient
) -> None:
    account = Account(APP_ID, OA_ID, "http://127.0.0.1:1", APP_SECRET, "refresh-0")
    with pytest.raises(SendError) as caught:
        await ZaloTokens(database, account, client=client, clock=server.clock).access()
    assert caught.value.fate is Fate.AGAIN
    there = replace(account, oauth_url=server.url)
    assert await ZaloTokens(database, there, client=client, clock=server.clock).access() == server.access


async def test_connecting_again_revives_a_dead_grant(
    server: ZaloServer, another: Callable[[], ZaloTokens], database: Database
) -> None:
    await another().access()
    database.run(lambda work: grants.die(work, NAME, why="test"))
    with pytest.raises(SendError):
        await another().access()
    database.run(
        lambda work: grants.keep(work, NAME, access=server.access, refresh=server.refresh, lasts=timedelta(hours=25))
    )
    assert await another().access() == server.access


async def test_consent_is_proved_by_its_verifier(server: ZaloServer, client: httpx.AsyncClient) -> None:
    account, verifier = Account(APP_ID, OA_ID, server.url, APP_SECRET), "v" * 43
    address = httpx.URL(consent_address(account, redirect="https://linhson.example/z", verifier=verifier, state="s"))
    assert "=" not in address.params["code_challenge"]
    server.codes["c1"] = address.params["code_challenge"]
    form = {"grant_type": "authorization_code", "code": "c1", "code_verifier": verifier}
    assert (await exchange(client, account, form)).access == server.access
    with pytest.raises(RefusedTokenError):
        await exchange(client, account, form)  # a code is good for one use
