"""The log as JSON: one id from the hook to the send, and nothing of what was said, whose chat it is, or a secret."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot.workers.sender import Sender
from bot.workers.worker import Worker
from core import logs
from storage.database.database import Database
from tests.bot.conftest import Arrive
from tests.databases import Now

SECRET = 'chìa "kín" có dấu'


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the log says, as JSON."""
    root, ways = logging.getLogger(), logging.getLogger("danban.way")
    before = root.handlers[:], root.level, ways.level
    said = io.StringIO()
    monkeypatch.setattr("sys.stderr", said)
    logs.start(secrets=[SECRET], as_json=True)
    yield said
    root.handlers[:], root.level = before[0], before[1]
    ways.setLevel(before[2])


def steps(lines: io.StringIO) -> list[dict[str, Any]]:
    """The lines of the way of messages."""
    found = [json.loads(each) for each in lines.getvalue().splitlines()]
    return [each for each in found if each["logger"] == "danban.way"]


async def test_one_id_leads_from_the_hook_to_the_send_and_names_nobody(
    store: Database, worker: Worker, sender: Sender, *, arrive: Arrive, now: Now, lines: io.StringIO
) -> None:
    if not store.embedded:
        pytest.skip("the database has no part in it")
    arrive(1, "chat-of-lan", text="lời của Lan")
    arrive(2, "chat-of-nam")
    await worker.drain()
    await sender.drain()
    found = steps(lines)
    ways = [each["way"] for each in found]
    for way in set(ways):
        assert [each["message"] for each in found if each["way"] == way] == ["arrived", "handled", "sent"]
    assert len(set(ways)) == 2, "each chat has its own"
    assert "chat-of" not in lines.getvalue()
    assert "lời" not in lines.getvalue()
    now.pass_(days=1)
    arrive(3, "chat-of-lan")
    assert steps(lines)[-1]["way"] not in ways, "no id follows a person for longer than a day"


def test_a_line_is_one_object_with_its_error_and_without_secrets(lines: io.StringIO) -> None:
    log = logs.get_logger("test")
    try:
        int(SECRET)
    except ValueError:
        log.exception("it broke: %s", SECRET, extra={"outbox": 7, "address": "https://x/bot12345:" + "a" * 30})
    (line,) = lines.getvalue().splitlines()
    found = json.loads(line)
    assert (found["message"], found["outbox"], found["level"]) == ("it broke: ***", 7, "ERROR")
    assert found["address"] == "https://x/bot***"
    assert "base 10: '***'" in found["error_text"]
    assert "kín" not in line


def test_as_text_no_line_is_written_for_each_message(lines: io.StringIO) -> None:
    logs.start()
    assert not logs.get_logger("way").isEnabledFor(logging.INFO)
    assert logs.get_logger("worker").isEnabledFor(logging.INFO)
