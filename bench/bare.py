"""The same small dialog as a bare aiogram bot: FSM in memory, nothing durable."""

from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

TOKEN = "1:bench"  # noqa: S105  # nobody's


class Petition(StatesGroup):
    """What is asked."""

    kind = State()
    text = State()


class Bare:
    """Answers each message with the next question."""

    def __init__(self, api_url: str) -> None:
        self.bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api_url)))
        self.dispatcher = Dispatcher(storage=MemoryStorage())
        self.dispatcher.message.register(_next)

    async def feed(self, update: dict[str, Any]) -> None:
        """Handle one update."""
        await self.dispatcher.feed_raw_update(self.bot, update)

    async def close(self) -> None:
        """Let go."""
        await self.bot.session.close()


async def _next(message: Message, state: FSMContext) -> None:
    asked = await state.get_state()
    keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Quay lại", callback_data="back")]])
    if asked != Petition.kind.state:
        await state.set_state(Petition.kind)
        await message.answer("Bà con muốn phản ánh việc gì?", reply_markup=keys)
        return
    await state.update_data(text=message.text)
    await state.set_state(Petition.text)
    await message.answer("Mình đã ghi. Việc này ở đâu?", reply_markup=keys)
