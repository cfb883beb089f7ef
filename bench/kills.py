"""`kill -9` at random moments between hook and reply: each case once, each reply once or, after a kill, at most twice.

A child process accepts a newcomer's whole dialog, handles it and sends the replies. The parent kills it at a random
moment and starts the next child, which gets again all messages that were not accepted, as from a platform. The last
child runs without a kill.
"""

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from bench import page, petition
from bench.messages import _quiet
from bench.ours import KEY, Ours
from bench.page import Rows
from bot.process.shared import Shared
from storage.database import migrate
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.messages import inbox, outbox

_HEAD = "## Kills"
_FIRST = 1000  # the first chat
_IN_A_ROW = 2  # a message that is being tried when its process dies is set aside the third time, by design
_LONGEST = 0.5  # seconds until the kill: a dialog takes about two thirds of it


class _Trial:
    """The files that stay after a kill."""

    def __init__(self, folder: Path, api: str) -> None:
        self.folder, self.api = folder, api
        self.url = f"sqlite:///{folder}/ward.sqlite3"
        self.taken = folder / "taken"
        self.said = folder / "said"
        self.taken.touch()
        self.said.touch()
        migrate.upgrade(self.url)
        self.shared = Shared.load()

    def run(self, people: int, *, kill_after: float | None) -> bool:
        """Run a child with the messages of the first people; returns whether it was killed."""
        child = os.fork()
        if child == 0:
            asyncio.run(self._live(people))
            os._exit(0)
        until = time.monotonic() + (kill_after if kill_after is not None else 60.0)
        while time.monotonic() < until:
            if os.waitpid(child, os.WNOHANG)[0]:
                return False
            time.sleep(0.002)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        time.sleep(0.03)  # the platform reads what the dead process had already sent
        with self.said.open("a") as lines:
            lines.write("null\n")
        return True

    async def _live(self, people: int) -> None:
        taken = set(self.taken.read_text().split())
        ours = Ours(self.api, self.url, shared=self.shared)
        with self.taken.open("a") as told:
            for person in range(people):
                for place, text in enumerate(petition.messages(person)):
                    number = 1 + person * len(petition.MESSAGES) + place
                    if str(number) in taken:
                        continue
                    await ours.feed(petition.update(number, _FIRST + person, text))
                    told.write(f"{number}\n")
                    told.flush()
        await _quiet(ours)
        await ours.close()


def _counts(work: UnitOfWork) -> dict[str, int]:
    def count(table: object, state: str) -> int:
        return int(
            work.conn.execute(select(func.count()).select_from(table).where(table.c.state == state)).scalar_one()  # type: ignore[call-overload, attr-defined]  # either table
        )

    each_once = select(func.count(), func.count(cases.c.chat_id.distinct()))
    filed, chats = work.conn.execute(each_once).one()
    return {
        "cases": filed, "chats with a case": chats, "set aside": count(inbox, "aside"),
        "not handled": count(inbox, "waiting"), "not sent": count(outbox, "waiting") + count(outbox, "sending"),
    }  # fmt: skip


def _heard(said: Path) -> tuple[Counter[tuple[int, str]], int]:
    """How often each reply arrived, and how often at most between two kills."""
    whole: Counter[tuple[int, str]] = Counter()
    between: Counter[tuple[int, str]] = Counter()
    most = 0
    for line in said.read_text().splitlines():
        heard = json.loads(line)
        if heard is None:
            between.clear()
            continue
        key = (int(heard[0]), heard[1])
        whole[key] += 1
        between[key] += 1
        most = max(most, between[key])
    return whole, most


def _rows(folder: Path, kills: int) -> Rows:
    with page.bot_api(str(folder / "said")) as api:
        trial = _Trial(folder, api)
        chance = random.Random()  # noqa: S311  # random moments, not secrets
        done = people = 0
        while done < kills:
            people += 1
            done += trial.run(people, kill_after=chance.uniform(0.0, _LONGEST))
            if people % _IN_A_ROW == 0:
                assert not trial.run(people, kill_after=None), "one that is left in peace did not come to an end"
        assert not trial.run(people, kill_after=None), "the last one did not come to an end"
    database = Database(trial.url, seal=Seal(KEY))
    counts = database.look(_counts)
    database.close()
    heard, most = _heard(trial.said)
    replies = Counter(chat for chat, _ in heard)
    told = len({chat for chat, text in heard if "LS-" in text})
    repeated = sum(heard.values()) - len(heard)
    assert counts["cases"] == counts["chats with a case"] == people, counts
    assert not counts["set aside"], counts
    assert most == 1, "a reply was repeated without a kill"
    return [
        ("kills at random moments", str(done)),
        ("people who reported meanwhile", str(people)),
        ("cases, of as many chats", f"{counts['cases']}, {counts['chats with a case']}"),
        ("people who were told the code of their case", str(told)),
        ("different replies a person got, fewest to most", f"{min(replies.values())} to {max(replies.values())}"),
        ("replies that came twice; between two kills any came at most", f"{repeated} of {sum(heard.values())}; {most}"),
        *((f"messages {name}", str(counts[name])) for name in ("set aside", "not handled", "not sent")),
    ]


def main() -> None:
    """Measure and write the section."""
    kills = page.number_asked(200)
    with page.folder() as folder:
        rows = _rows(folder, kills)
    page.put(
        _HEAD,
        f"""{_HEAD}

Measured by `make bench ARGS=kills`: processes that take in, handle and send the petition dialogs of newcomers on
SQLite, each killed with `kill -9` at a moment drawn at random between nothing and {_LONGEST} s; the next is given again
what the hook had not confirmed. After {_IN_A_ROW} kills in a row one comes to an end: a message whose process dies
three times while it is tried is set aside by design. The named points in between are tests
(`tests/bot/workers/test_kill.py`).
{page.conditions()}

{page.table(rows)}
""",
    )


if __name__ == "__main__":
    main()
