"""Talk to the bot in a terminal: the real handlers on a temporary database; nothing is sent anywhere.

`--record FILE` writes what was said and answered as JSON, one event per line, so that a test can play it.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot import app
from bot.process import installation
from core.message import Address, Incoming, Kind, Outgoing
from core.settings import Settings
from core.text import normal
from handlers.arrivals import route
from storage.across import dispatch
from storage.database.unit import UnitOfWork
from storage.messages import outcomes
from storage.messages.outcomes import Outcome

_HERE = Address("web", "web", "shell")


def talk(settings: Settings, *, record: Path | None) -> None:
    """Read lines until the end of input. `#3` presses the third button; anything else is said."""
    with tempfile.TemporaryDirectory() as folder:
        here = replace(
            settings, database_url=f"sqlite:///{folder}/shell.sqlite3", files_dir=Path(folder) / "files",
            secret_key="shell " * 8, telegram_token="",
        )  # fmt: skip
        installation.ready_database(here)
        service = app.build(here)
        log = record.open("w", encoding="utf-8") if record else None
        try:
            _loop(service, lambda event: log.write(json.dumps(event, ensure_ascii=False) + "\n") if log else 0)
        finally:
            if log:
                log.close()
            service.database.close()


def _loop(service: app.Service, note: Callable[[dict[str, str]], object]) -> None:
    buttons: list[tuple[str, str]] = []
    print("Gõ như bà con gõ; #1 bấm nút thứ nhất; Ctrl+D kết thúc.")  # a terminal program
    for number, line in enumerate(sys.stdin, 1):
        text = normal(line.strip())
        press = ""
        if text.startswith("#") and text[1:].isdigit() and 0 < int(text[1:]) <= len(buttons):
            text, press = "", buttons[int(text[1:]) - 1][1]
        incoming = Incoming(
            _HERE, f"shell:{number}", Kind.PRESS if press else Kind.MESSAGE, service.database.clock(), person="shell",
            person_name="", message_id=f"in{number}", text=text, press=press, press_id=f"p{number}" if press else "",
        )  # fmt: skip
        note({"said": text, "pressed": press})
        service.database.run(route.handle, incoming, service.ward)
        for outgoing in service.database.run(_sent):
            buttons = _show(outgoing, buttons)
            note({"answered": outgoing.text})


def _sent(work: UnitOfWork) -> list[Outgoing]:
    found: list[Outgoing] = []
    while claimed := dispatch.claim(work, "web", "web", limit=10, attempt="shell"):
        found += [each.outgoing for each in claimed]
        outcomes.record(
            work, "shell", [Outcome(each.id, each.chat_id, "sent", message_id=f"out{each.id}") for each in claimed]
        )
    return found


def _show(outgoing: Outgoing, before: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if outgoing.answers_press:
        return before
    print(f"\n{outgoing.text}")  # as above
    buttons = [(each.label, each.value or each.url) for row in outgoing.rows for each in row]
    for number, (label, _) in enumerate(buttons, 1):
        print(f"  [#{number} {label}]")  # as above
    return buttons or before
