"""The cost of an answer to a question, on both databases: `python -m bench answers`."""

import gc
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench import page
from bench.queue import opened
from bot.process.shared import Shared
from civics.answers.answering import go_on
from civics.answers.examples import examples
from civics.answers.signs import sayings
from civics.hearing.hear import hear, prepare
from civics.ward.units import linh_son
from core.message import Address, Incoming, Kind
from core.settings import Settings
from handlers.arrivals import route
from handlers.replies.library import Library
from handlers.replies.ward import Ward
from storage.answers import records
from storage.database import migrate
from storage.database.database import Database

HEAD = "## An answer to a question"
TIMES = 300
_CHATS = 50


def main() -> None:
    """Measure, and write the section."""
    number = page.number_asked(TIMES)
    asked = [text for _, text in sayings("procedures")][:: max(1, len(sayings("procedures")) // number)][:number]
    prepare()
    rows: page.Rows = []
    with page.folder() as inside:
        rows += measured("SQLite", f"sqlite:///{inside / 'ward.sqlite3'}", asked)
        with page.postgres(inside) as url:
            rows += measured("PostgreSQL", url, asked)
    said = (
        f"{HEAD}\n\n{len(asked)} everyday questions, {len(examples())} records. A whole message is heard, searched\n"
        "for, answered and committed with its card; an answer alone is the hearing and the search. The median and the\n"
        "95th of 100, in CPU of this process. `python -m bench answers`.\n"
        f"{page.conditions()}\n\n{page.table(rows)}"
    )
    page.put(HEAD, said)


def measured(name: str, url: str, asked: list[str]) -> page.Rows:
    """The figures of one database."""
    migrate.upgrade(url)
    with opened(url) as database:
        database.run(records.begin, examples())
        before = _megabytes()
        shelf = database.look(Library().shelf)
        grown = _megabytes() - before
        alone = [_cpu(lambda text=text: go_on(text, shelf.base, hear(text, linh_son()))) for text in asked]
        whole = _messages(database, asked)
    return [
        (f"{name}: a whole message", _told(whole)),
        (f"{name}: an answer alone", _told(alone)),
        *([("memory of the records and their index", f"{grown:.0f} MB")] if grown >= 1 else []),  # shared afterwards
    ]


def _messages(database: Database, asked: list[str]) -> list[float]:
    parts = Shared.load()
    ward = Ward(Settings(), parts.words, parts.ear, parts.detector, {}, lambda _channel, _payload: "")

    def handle(at: int, text: str) -> Callable[[], object]:
        address = Address("web", "ward", f"chat{at % _CHATS}")
        incoming = Incoming(
            address, str(at), Kind.MESSAGE, datetime(2026, 11, 24, tzinfo=UTC), person=address.chat, text=text
        )
        return lambda: database.run(route.handle, incoming, ward)

    for at in range(_CHATS):
        handle(-1 - at, "xin chào")()  # greets each chat, and reads the records once
    return [_cpu(handle(at, text)) for at, text in enumerate(asked)]


def _cpu(body: Callable[[], object]) -> float:
    begun = time.process_time()
    body()
    return time.process_time() - begun


def _megabytes() -> float:
    gc.collect()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _told(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{1000 * ordered[len(ordered) // 2]:.1f} ms, {1000 * ordered[int(len(ordered) * 0.95) - 1]:.1f} ms"


if __name__ == "__main__":
    main()
