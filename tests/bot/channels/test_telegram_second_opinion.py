"""Others' programs agree with our Bot API server: python-telegram-bot as its client, teremok about markup."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from tests.bot.channels.telegram_wire import lan, server
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_people import Citizen
from tests.servers.telegram_rules import ApiError, shown

__all__ = ["lan", "server"]  # fixtures


@pytest.fixture
async def other(server: TelegramServer) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(TOKEN, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot") as bot:
        yield bot


# The library's own change of a type to come; nothing here uses the old one.
@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_the_independent_client_agrees_with_the_server(
    other: telegram.Bot, server: TelegramServer, lan: Citizen
) -> None:
    assert (await other.get_me()).username == "LinhSonBot"
    assert (await other.send_message(lan.id, "<b>đậm</b>", parse_mode="HTML")).text == "đậm"
    assert (await other.send_photo(lan.id, b"photo", caption="ảnh")).photo[0].file_size == 5
    album: list[Any] = [telegram.InputMediaPhoto(b"1"), telegram.InputMediaPhoto(b"2")]
    assert len(await other.send_media_group(lan.id, album)) == 2
    lan.say("chào")
    assert [each.effective_message.text for each in await other.get_updates() if each.effective_message] == ["chào"]
    with pytest.raises(BadRequest, match="empty"):
        await other.send_message(lan.id, " ")
    server.clock.advance(60)
    server.fail_next("sendMessage", "429:9")
    with pytest.raises(RetryAfter):
        await other.send_message(lan.id, "x")
    group = server.group("TDP 5")
    with pytest.raises(Forbidden):
        await other.send_message(group.chat.id, "x")
    group.add_bot(lan)
    old = group.chat.id
    new = group.migrate(lan)
    with pytest.raises(ChatMigrated) as moved:
        await other.send_message(old, "x")
    assert moved.value.new_chat_id == new.id


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "<i>x", "a < b", "a & b", "a &amp; b", "<script>x</script>", "x</b>", "<b><i>x</b></i>", "x"]
)
def test_a_second_opinion_agrees_on_markup(text: str) -> None:
    from teremok.validation import ApiRuleViolation, validate_html  # noqa: PLC0415  # it loads aiogram, which takes seconds

    def refused(check: Any, error: type[Exception]) -> bool:
        try:
            check()
        except error:
            return True
        return False

    assert refused(lambda: shown(text, "HTML"), ApiError) == refused(lambda: validate_html(text), ApiRuleViolation)
