"""What is new in the web chats, when more is new than one look reads."""

import pytest

from core.message import Outgoing
from storage.database.database import Database
from storage.messages import webchat
from tests import backwards


@pytest.fixture(autouse=True)
def _backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows come in the worst order that the database may choose."""
    backwards.rule(monkeypatch)


def test_a_chat_is_woken_whatever_number_of_rows_is_new(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webchat, "_STIRRED", 2)
    monkeypatch.setattr(webchat, "_LATE", 0)
    for chat in "abcde":
        store.run(webchat.say, chat, Outgoing("mới"))
    newest, woken = 0, []
    for _ in range(3):
        newest, chats = store.look(webchat.stirred, newest)
        woken.append("".join(sorted(chats)))
    assert woken == ["ab", "cd", "e"]
