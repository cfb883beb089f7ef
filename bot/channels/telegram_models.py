"""What the adapter of Telegram uses of aiogram, loaded so that pydantic builds each model when it is first needed.

aiogram has 590 models and builds them all when it is imported: 130 MB and two seconds. It uses some thirty here. Each
module of the adapter imports aiogram's names from here, so that nothing imports aiogram in its own way before.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel, ConfigDict


@contextmanager
def _built_when_needed() -> Iterator[None]:
    """Let the models that are defined meanwhile wait, and give each module the names that its models wait for.

    aiogram asks for it itself (`defer_build`), and then gives its types each other's names by `model_rebuild`, which
    builds them all. Here the names go into the modules of the types, where pydantic looks when it builds a model. The
    methods ask for nothing and would be built when they are defined.
    """
    rebuild = BaseModel.__dict__["model_rebuild"]

    def name_only(cls: type[BaseModel], /, **given: Any) -> bool | None:  # as in pydantic
        names: Mapping[str, Any] | None = given.get("_types_namespace")
        if names is None:
            done: bool | None = rebuild.__func__(cls, **given)
            return done
        here = vars(sys.modules[cls.__module__])
        for name, meant in names.items():
            here.setdefault(name, meant)
        return None

    config = BaseModel.model_config
    BaseModel.model_config = ConfigDict(defer_build=True)
    BaseModel.model_rebuild = classmethod(name_only)  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
        BaseModel.model_config = config


with _built_when_needed():
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.session.base import BaseSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import (
        ClientDecodeError,
        TelegramAPIError,
        TelegramBadRequest,
        TelegramConflictError,
        TelegramForbiddenError,
        TelegramMigrateToChat,
        TelegramNetworkError,
        TelegramNotFound,
        TelegramRetryAfter,
        TelegramServerError,
        TelegramUnauthorizedError,
    )
    from aiogram.methods import (
        AnswerCallbackQuery,
        CreateForumTopic,
        DeleteMessage,
        DeleteWebhook,
        EditMessageCaption,
        EditMessageText,
        GetFile,
        GetMe,
        GetWebhookInfo,
        SendAudio,
        SendDocument,
        SendMediaGroup,
        SendMessage,
        SendPhoto,
        SendVideo,
        SendVoice,
        SetMessageReaction,
        SetMyCommands,
        SetWebhook,
        TelegramMethod,
    )
    from aiogram.types import (
        BotCommand,
        FSInputFile,
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        InputMediaAudio,
        InputMediaDocument,
        InputMediaPhoto,
        InputMediaVideo,
        KeyboardButton,
        LinkPreviewOptions,
        MediaUnion,
        Message,
        ReactionTypeEmoji,
        ReplyKeyboardMarkup,
        ReplyParameters,
    )

USED: tuple[type[BaseModel], ...] = (
    AnswerCallbackQuery, BotCommand, CreateForumTopic, DeleteMessage, DeleteWebhook, EditMessageCaption,
    EditMessageText, GetFile, GetMe, GetWebhookInfo, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaAudio,
    InputMediaDocument, InputMediaPhoto, InputMediaVideo, KeyboardButton, LinkPreviewOptions, Message,
    ReactionTypeEmoji, ReplyKeyboardMarkup, ReplyParameters, SendAudio, SendDocument, SendMediaGroup, SendMessage,
    SendPhoto, SendVideo, SendVoice, SetMessageReaction, SetMyCommands, SetWebhook,
)  # fmt: skip
for _model in USED:
    _model.model_rebuild()  # now, and not while the first message waits: building is slow, and not for two threads

__all__ = [
    "USED", "AiohttpSession", "AnswerCallbackQuery", "BaseSession", "Bot", "BotCommand", "ClientDecodeError",
    "CreateForumTopic", "DeleteMessage", "DeleteWebhook", "EditMessageCaption", "EditMessageText", "FSInputFile",
    "GetFile", "GetMe", "GetWebhookInfo", "InlineKeyboardButton", "InlineKeyboardMarkup", "InputMediaAudio",
    "InputMediaDocument", "InputMediaPhoto", "InputMediaVideo", "KeyboardButton", "LinkPreviewOptions", "MediaUnion",
    "Message", "ReactionTypeEmoji", "ReplyKeyboardMarkup", "ReplyParameters", "SendAudio", "SendDocument",
    "SendMediaGroup", "SendMessage", "SendPhoto", "SendVideo", "SendVoice", "SetMessageReaction", "SetMyCommands",
    "SetWebhook", "TelegramAPIError", "TelegramAPIServer", "TelegramBadRequest", "TelegramConflictError",
    "TelegramForbiddenError", "TelegramMethod", "TelegramMigrateToChat", "TelegramNetworkError", "TelegramNotFound",
    "TelegramRetryAfter", "TelegramServerError", "TelegramUnauthorizedError",
]  # fmt: skip
