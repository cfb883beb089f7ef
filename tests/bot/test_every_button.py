"""Every channel can read back every button that the program can send. New code that makes buttons is found by itself.

Calls that make a button are found in the source, and their values are computed with the longest ids.
"""

import ast
import importlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels import zalo_write
from bot.channels.web import WebChannel
from bot.channels.zalo_oa import ZaloOaChannel
from bot.channels.zalo_write import Part
from core.message import Address, Button, Incoming, Json, Kind
from core.words import LANGUAGES
from dialogs.engine.prompt import prompt
from dialogs.engine.script import Asking
from dialogs.engine.tongue import Tongue
from dialogs.scripts.catalogue import DIALOGS
from dialogs.scripts.map import walk
from handlers.replies import choices
from storage.messages.chats import Chat
from tests.parts import shared
from tests.servers.clock import VirtualClock

ROOT = Path(__file__).parents[2]
ROOMS = ("handlers", "console", "broadcasts", "storage", "civics")
RUN = "-aB-x9_Z"  # the key of a run is of the alphabet of addresses, and may begin with a dash


class Longest:
    """Stands for whatever a call reads at run time: an id of eighteen digits, true or false."""

    def __init__(self, *, true: bool) -> None:
        self._true = true

    def __getattr__(self, name: str) -> "Longest":
        return self

    def __call__(self, *_: object, **__: object) -> "Longest":
        return self

    def __getitem__(self, _: object) -> "Longest":
        return self

    def __radd__(self, text: str) -> str:
        return f"{text}{self}"

    def __bool__(self) -> bool:
        return self._true

    def __str__(self) -> str:
        return "9" * 18

    def __format__(self, _: str) -> str:
        return str(self)


def carried(call: ast.Call) -> ast.expr | None:
    """What a call gives its button to carry: `Button(label, value)` or `turn.button(key, value)`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in {"Button", "button"}:
        return None
    if len(call.args) > 1:
        return call.args[1]
    return next((each.value for each in call.keywords if each.arg == "value"), None)


def made_in(path: Path) -> Iterator[str]:
    """What the buttons of one file carry."""
    source = path.read_text("utf-8")
    if "utton(" not in source:  # `Button(…)` and `button(…)`; to parse all files takes seconds
        return
    tree = ast.parse(source)
    found = [each for call in ast.walk(tree) if isinstance(call, ast.Call) if (each := carried(call)) is not None]
    if not found:
        return
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for true in (True, False):
        for each in found:
            names = {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}
            unknown = {name: Longest(true=true) for name in names if name not in vars(module)}
            code = compile(ast.Expression(each), str(path), "eval")
            yield str(eval(code, {**vars(module), **unknown, "_minutes": unknown.get("turn")}))  # our own source


def of_dialogs() -> Iterator[str]:
    """What the questions of all dialogs carry, wherever their walks lead."""
    tongue = Tongue(shared().words, "vi", {"ward": "x"})
    for dialog in DIALOGS.values():
        for stop in walk(dialog):
            if isinstance(stop.stand, Asking):
                yield from (each.value for row in prompt(stop.stand, RUN, tongue, stop.here).rows for each in row)


@pytest.fixture(scope="module")
def payloads() -> list[str]:
    found = {*of_dialogs(), *(f"lang.{each}" for each in LANGUAGES)}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            found |= set(made_in(path))
    return sorted(each for each in found if each and not each.isdigit())  # digits alone: a value handed on


def by_telegram(value: str) -> str:
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415  # aiogram takes seconds to load
    from bot.channels.telegram_write import inline  # noqa: PLC0415

    channel = TelegramChannel(
        "4242:TEST", "http://127.0.0.1:9", words=shared().words, clock=VirtualClock(), open_file=Path
    )
    shown = inline(((Button("x", value),),))
    assert shown is not None
    user: dict[str, Json] = {"id": 5, "is_bot": False, "first_name": "x"}
    under: dict[str, Json] = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}
    press: dict[str, Json] = {
        "id": "p", "from": user, "message": under, "chat_instance": "1",
        "data": shown.inline_keyboard[0][0].callback_data,
    }  # fmt: skip
    return channel.read({"update_id": 1, "callback_query": press})[0].press


def by_zalo(value: str) -> str:
    message = zalo_write.words(Part("x", (Button("x", value),)))
    typed = message["attachment"]["payload"]["buttons"][0]["payload"]  # type: ignore[index,call-overload]  # as we wrote it
    event: dict[str, Json] = {
        "event_name": "user_send_text", "timestamp": "1795400001000", "sender": {"id": "7"}, "recipient": {"id": "2"},
        "message": {"msg_id": "a", "text": typed},
    }  # fmt: skip
    (read,) = ZaloOaChannel.read(_Zalo(), event)  # type: ignore[arg-type]  # of the account only its number counts
    assert read.kind is Kind.PRESS
    return read.press


class _Zalo:
    bot = "2"


def by_digit(value: str) -> str:
    """Where choices are typed: on a Zalo Bot, in groups of an Official Account."""
    chat = Chat(
        1, "zalo-bot", "b", "c", True, "", "vi", "", False, "open", None, None, None, None, None,
        {"of": [["other", "Khác"], [value, "Chọn"]]},
    )  # fmt: skip
    typed = Incoming(
        Address("zalo-bot", "b", "c"), "e", Kind.MESSAGE, datetime(2026, 11, 24, tzinfo=UTC), person="c", text="2"
    )
    return choices.as_press(None, chat, typed, shared().words).press  # type: ignore[arg-type]  # nothing of it is sealed


def by_web(value: str) -> str:
    assert len(value.encode()) <= 64  # what the page's door lets in
    raw: dict[str, Json] = {"id": "k", "chat": "c", "at": "2026-11-24T02:00:00+00:00", "press": value, "under": "1"}
    return WebChannel.read(_Web(), raw)[0].press  # type: ignore[arg-type]  # reading needs no database


class _Web:
    peek = WebChannel.peek


def test_every_maker_of_buttons_is_known(payloads: list[str]) -> None:
    for each in (
        "voice.yes", "voice.no", "menu.report", "lang.ko", "household.leave", "erase.yes.", "group.yes.", "case.open.",
        "done.no.", "topic.*.yes", "bul.",
    ):  # fmt: skip
        assert any(payload.startswith(each) for payload in payloads), each
    assert any(payload.startswith(f"{RUN}.") for payload in payloads)


@pytest.mark.parametrize("channel", [by_telegram, by_zalo, by_digit, by_web])
def test_every_button_is_read_back(payloads: list[str], channel: object) -> None:
    assert callable(channel)
    dead = [each for each in payloads if len(each.encode()) > 64 or channel(each) != each]
    assert dead == []


def test_buttons_of_earlier_releases_are_read_at_zalo_too(payloads: list[str]) -> None:
    for each in payloads:
        event: dict[str, Json] = {
            "event_name": "user_send_text", "timestamp": "1795400001000", "sender": {"id": "7"},
            "message": {"msg_id": "a", "text": f"#{each}"},
        }  # fmt: skip
        assert ZaloOaChannel.read(_Zalo(), event)[0].press == each, each  # type: ignore[arg-type]  # as above
