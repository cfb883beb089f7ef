"""The live stream: who hears of what, and when it ends."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from console.app import build, end_streams
from console.frame.access import COOKIE, Login, digest_of
from console.frame.context import Limits
from console.frame.live import events
from storage.cases import cases
from storage.cases.cases import Filing
from storage.people import readers, sessions
from storage.ward import audit
from tests.console.conftest import Desk

SHORT = timedelta(milliseconds=30)


@dataclass(slots=True)
class Stream:
    """One open stream, read event by event."""

    response: Response
    parts: AsyncIterator[str]

    async def next(self) -> tuple[str, dict[str, Any], str]:
        """The next event as (name, data, id); comments and the opening are passed over."""
        while True:
            part = await asyncio.wait_for(anext(self.parts), 150)
            fields = dict(line.split(": ", 1) for line in part.strip().splitlines() if not line.startswith(":"))
            if "event" in fields:
                return fields["event"], json.loads(fields["data"]), fields["id"]

    async def comment(self) -> str:
        """The next part that is a comment."""
        while True:
            part = await asyncio.wait_for(anext(self.parts), 150)
            if part.startswith(":"):
                return part


Opened = Callable[..., Awaitable[Stream]]


@pytest.fixture
async def listen(desk: Desk) -> AsyncIterator[Opened]:
    """Opens the stream of a signed-in member; closed after the test."""
    desk.app = build(replace(desk.context, limits=Limits(stream_comment=SHORT)))
    open_streams: list[AsyncIterator[str]] = []

    async def opened(login: str, *, role: str = "", last: str = "", after: str = "") -> Stream:
        client = await desk.sign_in(login, role=role)
        headers = [(b"last-event-id", last.encode())] if last else []
        scope = {"type": "http", "method": "GET", "path": "/console/events", "headers": headers, "app": desk.app}
        session = digest_of(client.cookies[COOKIE])
        found = desk.database.look(sessions.owner, session)
        assert found is not None
        who = Login.of(found, session=session)
        response = await events(Request(scope), after, who)
        parts = aiter(response.body_iterator) if isinstance(response, StreamingResponse) else _none()
        open_streams.append(parts)  # type: ignore[arg-type]  # our stream yields text only
        return Stream(response, parts)  # type: ignore[arg-type]  # as above

    yield opened
    for each in open_streams:
        await each.aclose()  # type: ignore[attr-defined]  # a generator


async def _none() -> AsyncIterator[str]:
    return
    yield ""


def file(desk: Desk, kind: str = "phan_anh") -> int:
    """A case arrives; returns its id."""
    return desk.database.run(cases.file, Filing(kind=kind, text="Rác ở ngõ 3", origin="desk")).case_id


async def test_a_new_case_is_told_without_a_word_of_it(desk: Desk, listen: Opened) -> None:
    stream = await listen("hoa", role="officer")
    made = file(desk)
    name, data, number = await stream.next()
    assert (name, data) == ("act", {"act": "case.filed", "case": made, "by": None})
    assert number.isdigit()


async def test_a_denunciation_is_told_only_to_the_named_list(desk: Desk, listen: Opened) -> None:
    desk.hire("lan", reads_sealed=True)
    officer, named = await listen("hoa", role="officer"), await listen("lan")
    sealed, open_case = file(desk, "to_cao"), file(desk)
    assert (await named.next())[1]["case"] == sealed
    assert (await officer.next())[1]["case"] == open_case


async def test_who_is_taken_off_the_named_list_hears_no_more(desk: Desk, listen: Opened) -> None:
    lan = desk.hire("lan", reads_sealed=True)
    named = await listen("lan")
    file(desk, "to_cao")
    await named.next()
    desk.database.run(readers.withdraw, lan, by=None)
    file(desk, "to_cao")
    after = file(desk)
    assert (await named.next())[1]["case"] == after


async def test_a_stream_goes_on_behind_the_last_event_it_gave(desk: Desk, listen: Opened) -> None:
    first = file(desk)
    number = str(desk.database.look(audit.latest))
    second = file(desk)
    for how in ({"last": number}, {"after": number}):
        stream = await listen("hoa", role="" if "after" in how else "officer", **how)
        assert (await stream.next())[1]["case"] == second
    assert first != second


async def test_a_page_far_behind_is_told_to_load_anew(desk: Desk, listen: Opened) -> None:
    def many(work: Any) -> None:
        for _ in range(501):
            audit.record(work, "case.read", actor=audit.SYSTEM)

    desk.database.run(many)
    stream = await listen("hoa", role="officer", last="0")
    assert (await stream.next())[0] == "reload"


async def test_officers_do_not_hear_of_accounts_and_alerts_but_admins_do(desk: Desk, listen: Opened) -> None:
    officer, admin = await listen("nam", role="officer"), await listen("hoa", role="admin")
    desk.database.run(audit.record, "alert.sounded", actor=audit.SYSTEM)
    made = file(desk)
    assert (await admin.next())[1]["act"] == "alert.sounded"
    assert (await officer.next())[1]["case"] == made


async def test_an_emergency_in_a_chat_reaches_officers_but_no_observer(desk: Desk, listen: Opened) -> None:
    officer, observer = await listen("nam", role="officer"), await listen("lan", role="observer")
    desk.database.run(audit.record, "chat.emergency", actor=audit.RESIDENT)
    made = file(desk)
    assert (await officer.next())[1]["act"] == "chat.emergency"
    assert (await observer.next())[1]["case"] == made


async def test_a_quiet_stream_says_that_it_is_there(listen: Opened) -> None:
    stream = await listen("hoa", role="officer")
    assert await stream.comment() == ": here\n\n"


async def test_a_stream_ends_when_its_session_is_ended(desk: Desk, listen: Opened) -> None:
    stream = await listen("hoa", role="officer")
    desk.database.run(sessions.revoke_all, 1)
    assert (await stream.next())[0] == "signed-out"
    with pytest.raises(StopAsyncIteration):
        await anext(stream.parts)


async def test_a_login_has_at_most_five_streams_and_gets_the_place_back(desk: Desk, listen: Opened) -> None:
    desk.hire("hoa")
    streams = [await listen("hoa") for _ in range(5)]
    refused = await listen("hoa")
    assert refused.response.status_code == 429
    assert (await listen("nam", role="officer")).response.status_code == 200
    await streams[0].parts.aclose()  # type: ignore[attr-defined]  # a generator
    assert (await listen("hoa")).response.status_code == 200


async def test_all_streams_end_when_the_server_is_told_to_stop(desk: Desk, listen: Opened) -> None:
    stream = await listen("hoa", role="officer")
    end_streams(desk.app)
    async with asyncio.timeout(150):
        rest = [part async for part in stream.parts]
    assert not any("event:" in part for part in rest)


async def test_nobody_listens_without_being_signed_in(desk: Desk) -> None:
    client = await desk.browser()
    assert (await client.get("/console/events")).status_code == 303
