"""A province of three wards on PostgreSQL as its residents and platforms see it, while its processes are killed."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import httpx
from sqlalchemy import func, select

from bench import petition
from bench.start import free_port
from core import province
from storage.database import migrate, schemas
from storage.database.database import Database
from storage.database.revision import newest
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.province.registry import Registry, State
from storage.tables.cases import cases
from storage.tables.messages import chats, inbox, outbox
from tests.bot.workers.sleeping import ward as subscribers

CODES = ("aa", "bb", "cc")
SECRET = "a-secret-of-the-hook"
ROLES = ("work", "work", "send", "send", "web", "web")
_PATIENCE = 150.0  # seconds


class Platform(ThreadingHTTPServer):
    """Zalo's Bot Platform. `got`: (bot, chat, text) of each message in order, and None for each kill."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.got: list[tuple[str, str, str] | None] = []


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])) or b"{}")
        _, bot, method = self.path.split("/")
        if method == "sendMessage":
            assert isinstance(self.server, Platform)
            self.server.got.append((bot.removeprefix("bot"), body["chat_id"], body["text"]))
        result = {"message_id": "1", "id": "1", "account_name": "b", "url": "https://x"}
        answer = json.dumps({"ok": True, "result": result}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _client() -> httpx.Client:
    """One for all messages, because each reads the list of authorities; it keeps no connection to what is killed."""
    return httpx.Client(timeout=10, limits=httpx.Limits(max_keepalive_connections=0))


@dataclass(slots=True)
class Province:
    """`with Province(...)`: two processes of each role run. `kill` ends one and begins another."""

    folder: Path
    server: str
    recipients: int
    platform: Platform = field(default_factory=Platform)
    people: int = 0
    marked: int = 0  # rows of the outbox that were being sent at a kill
    _living: list[tuple[str, int, int]] = field(default_factory=list)  # role, port, process
    _databases: dict[str, Database] = field(default_factory=dict)
    _ending: threading.Event = field(default_factory=threading.Event)
    _stack: ExitStack = field(default_factory=ExitStack)
    _zygote: Any = None
    _client: httpx.Client = field(default_factory=_client)

    def __enter__(self) -> Self:
        environment = self._fill()
        threading.Thread(target=self.platform.serve_forever, daemon=True).start()
        self._stack.callback(self.platform.shutdown)
        file = self.folder / "environment.json"
        file.write_text(json.dumps(environment))
        self._zygote = self._stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "tests.bot.province.killed_town", str(file)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
                stderr=self._stack.enter_context((self.folder / "log").open("w")),
            )
        )  # fmt: skip
        for role in ROLES:
            self._begin(role, free_port())
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        for _role, _port, process in self._living:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._zygote.stdin.close()
        for each in self._databases.values():
            each.close()
        self._client.close()
        self._stack.close()
        self.platform.server_close()

    def _fill(self) -> dict[str, str]:
        port = self.platform.server_address[1]
        found = {
            "DATABASE_URL": self.server, "FILES_DIR": f"{self.folder}/files", "PUBLIC_URL": "https://tinh.test",
            "ZALO_BOT_API_URL": f"http://127.0.0.1:{port}", "HTTP_HOST": "127.0.0.1",
        }  # fmt: skip
        for number, code in enumerate(CODES, 1):
            found[f"WARD_{code.upper()}_SECRET_KEY"] = code * 20
            found[f"WARD_{code.upper()}_ZALO_BOT_TOKEN"] = f"{number}:token"
            found[f"WARD_{code.upper()}_ZALO_BOT_WEBHOOK_SECRET"] = SECRET
        where = province.read(found, env_file=self.folder / "none")
        with closing(Registry(province.registry_url(where))) as registry:
            registry.load(province.one(code, f"phường {code}") for code in CODES)
            for number, row in enumerate(registry.rows(), 1):
                settings = province.settings_of(where, row.entry)
                schemas.make(settings.database_url)
                migrate.upgrade(settings.database_url)
                database = Database(settings.database_url, seal=Seal(settings.secret_key), threads=1)
                database.run(subscribers, "zalo-bot", self.recipients, bot=str(number))
                self._databases[row.entry.code] = database
                registry.set_state(row.entry.code, State.RUNNING, revision=newest())
        return found

    def _begin(self, role: str, port: int) -> None:
        self._zygote.stdin.write(f"{role} {port}\n")
        self._zygote.stdin.flush()
        self._living.append((role, port, int(self._zygote.stdout.readline())))

    def mend(self) -> None:
        """Begin again what ended by itself, as systemd would: one whose wait for PostgreSQL is over ends."""
        for each in tuple(self._living):
            if not Path(f"/proc/{each[2]}").exists():
                self._living.remove(each)
                self._begin(each[0], each[1])

    def kill(self, role: str) -> None:
        """`kill -9` the process of this role that has lived longest, and begin another."""
        self.mend()
        found = next(each for each in self._living if each[0] == role)
        self._living.remove(found)
        os.kill(found[2], signal.SIGKILL)
        while Path(f"/proc/{found[2]}").exists():
            time.sleep(0.005)
        time.sleep(0.03)  # the platform reads what the dead process had already sent
        self.platform.got.append(None)
        self.marked += sum(each.look(_sending) for each in self._databases.values())
        self._begin(role, found[1])

    def talk(self, chance: random.Random) -> threading.Thread:
        """People report something, one after another, until `quiet` is called."""

        def all_() -> None:
            while not self._ending.is_set():
                self.report(self.people, chance)
                self.people += 1

        found = threading.Thread(target=all_, daemon=True)
        found.start()
        return found

    def report(self, person: int, chance: random.Random) -> None:
        """One person's whole dialog, each message handed over again until a process takes it."""
        code = CODES[person % len(CODES)]
        for place, text in enumerate(petition.messages(person)):
            message = {
                "from": {"id": f"p{person}", "display_name": "Lan", "is_bot": False}, "text": text,
                "chat": {"id": f"p{person}", "chat_type": "PRIVATE"}, "message_id": f"{person}-{place}",
                "date": int(time.time() * 1000),
            }  # fmt: skip
            event = {"event_name": "message.text.received", "message": message}
            until = time.monotonic() + _PATIENCE
            while not self._taken(code, event, chance):
                assert time.monotonic() < until, "no process takes a message"
                time.sleep(0.05)

    def _taken(self, code: str, event: dict[str, Any], chance: random.Random) -> bool:
        port = chance.choice([each[1] for each in tuple(self._living) if each[0] == "web"] or [9])
        try:
            answer = self._client.post(
                f"http://127.0.0.1:{port}/w/{code}/hook/zalo-bot", json=event,
                headers={"x-bot-api-secret-token": SECRET},
            )  # fmt: skip
        except httpx.TransportError:
            return False
        assert answer.status_code in {200, 503, 500}, answer.text
        return answer.status_code == 200

    def first(self) -> None:
        """Wait until the processes answer: somebody was heard to the end."""
        until = time.monotonic() + _PATIENCE
        while not self.people:
            assert time.monotonic() < until, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.1)

    def handled(self) -> None:
        """Wait until all that was accepted is handled."""
        self._until(lambda work: not _count(work, inbox, "waiting"))

    def quiet(self, talking: threading.Thread) -> None:
        """Let the person who is talking finish, then wait until everything is handled and sent."""
        self._ending.set()
        talking.join()
        self._until(lambda work: not _count(work, inbox, "waiting") + _count(work, outbox, "waiting", "sending"))

    def _until(self, is_so: Callable[[UnitOfWork], bool]) -> None:
        until = time.monotonic() + _PATIENCE
        while not all(each.look(is_so) for each in self._databases.values()):
            assert time.monotonic() < until, (self.folder / "log").read_text()[-3000:]
            self.mend()
            time.sleep(0.2)

    def holds(self) -> None:
        """Each case once, each reply, no bulletin twice."""
        for number, (code, database) in enumerate(self._databases.items()):
            mine = {f"p{person}" for person in range(self.people) if person % len(CODES) == number}
            filed, aside, states = database.look(_ends)
            assert sorted(filed) == sorted(mine), code
            assert aside == 0, code
            got = [each for each in self.platform.got if each is not None and each[0].startswith(f"{number + 1}:")]
            replies: dict[str, set[str]] = defaultdict(set)
            for _, chat, text in got:
                replies[chat].add(text)
            assert len({len(replies[chat]) for chat in mine}) == 1, {chat: len(replies[chat]) for chat in mine}
            news = Counter(chat for _, chat, text in got if text == "tin")
            assert max(news.values()) == 1, code
            assert set(states.values()) <= {"sent", "doubtful"}
            assert all(news[chat] == 1 for chat, state in states.items() if state == "sent"), code
            assert sum(state == "doubtful" for state in states.values()) <= self.marked
        between: Counter[tuple[str, str, str]] = Counter()
        for each in self.platform.got:
            if each is None:
                between.clear()
                continue
            between[each] += 1
            assert between[each] == 1, "a reply was repeated without a kill"


def _sending(work: UnitOfWork) -> int:
    return _count(work, outbox, "sending")


def _count(work: UnitOfWork, table: Any, *states: str) -> int:
    return int(work.conn.execute(select(func.count()).select_from(table).where(table.c.state.in_(states))).scalar_one())


def _ends(work: UnitOfWork) -> tuple[list[str], int, dict[str, str]]:
    filed = work.conn.execute(select(chats.c.chat).join(cases, cases.c.chat_id == chats.c.id)).scalars().all()
    rows = work.conn.execute(
        select(chats.c.chat, outbox.c.state)
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(outbox.c.bulletin_id.is_not(None))
    ).all()
    return list(filed), _count(work, inbox, "aside"), {chat: state for chat, state in rows}  # noqa: C416
