"""The same dialog as a bare aiogram bot: FSM in memory, nothing durable, the same replies as ours."""

from collections.abc import Sequence
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from core.message import Outgoing

TOKEN = "1:bench"  # noqa: S105  # not a real token


class Petition(StatesGroup):
    """The questions, in the order of `bench.petition.MESSAGES`."""

    text = State()
    place = State()
    summary = State()


class Bare:
    """Answers each message of the dialog with these replies."""

    def __init__(self, api_url: str, replies: Sequence[Sequence[Outgoing]]) -> None:
        self.bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api_url)))
        self.dispatcher = Dispatcher(storage=MemoryStorage())
        self._replies = replies
        states = [None, *Petition.__states__]
        for state, then, said in zip(states, [*states[1:], None], replies, strict=True):
            self.dispatcher.message.register(_Step(said, then).answer, StateFilter(state))

    async def feed(self, update: dict[str, Any]) -> None:
        """Handle one update."""
        await self.dispatcher.feed_raw_update(self.bot, update)

    async def close(self) -> None:
        """Close the bot's session."""
        await self.bot.session.close()


class _Step:
    """One answer, and the next question. After the last question it names the case and clears the state."""

    def __init__(self, replies: Sequence[Outgoing], then: State | None) -> None:
        self._replies = replies
        self._then = then

    async def answer(self, message: Message, state: FSMContext) -> None:
        """The handler."""
        await state.update_data({(await state.get_state()) or "begun": message.text})
        if self._then is None:
            await state.clear()
        else:
            await state.set_state(self._then)
        for reply in self._replies:
            rows = [
                [
                    InlineKeyboardButton(text=each.label, url=each.url)
                    if each.url
                    else InlineKeyboardButton(text=each.label, callback_data=each.value)
                    for each in row
                ]
                for row in reply.rows
            ]
            await message.answer(reply.text, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows) if rows else None)
