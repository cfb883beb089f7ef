"""One outgoing message as calls of the Bot API, in order. Nothing is sent here."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from bot.channels.telegram_models import (
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
    ReplyKeyboardMarkup,
    ReplyParameters,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVoice,
    TelegramMethod,
)
from core.message import Address, Button, Media, MediaKind, Outgoing
from core.text import units
from core.words import Words

Call: TypeAlias = TelegramMethod[Any]
TEXT, CAPTION, ALBUM, BUTTONS = 4096, 1024, 10, 100
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def language_of(text: str) -> str:
    """The language of a message of ours, judged by its letters: ko, zh, vi, en."""
    if re.search(r"[\uac00-\ud7af]", text):
        return "ko"
    if re.search(r"[\u4e00-\u9fff]", text):
        return "zh"
    return "vi" if re.search(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9àáèéìíòóùúỳý]", text) else "en"


def inline(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Buttons under a message, at most a hundred. None without buttons."""
    shown = [
        [
            InlineKeyboardButton(text=each.label, url=each.url)
            if each.url
            else InlineKeyboardButton(text=each.label, callback_data=each.value)
            for each in row
        ]
        for row in rows
        if row
    ]
    return InlineKeyboardMarkup(inline_keyboard=shown) if shown else None


def with_quote(outgoing: Outgoing) -> str:
    """The text after the quoted words and the person's name, for when a reply cannot point to the message."""
    head = (f"“{outgoing.quote}”\n" if outgoing.quote else "") + (f"{outgoing.mention},\n" if outgoing.mention else "")
    limit = CAPTION if outgoing.media else TEXT
    return head + outgoing.text if outgoing.text and units(head + outgoing.text) <= limit else outgoing.text


def keyboard(outgoing: Outgoing, words: Words, *, private: bool) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    """Buttons; without others, a button that sends the person's location (groups do not have it)."""
    shown = inline(outgoing.rows)
    if shown is not None or outgoing.ask != "place" or not private:
        return shown
    label = words.say(language_of(outgoing.text), "telegram.place_button")
    return ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text=label, request_location=True)]], resize_keyboard=True, one_time_keyboard=True
    )


def hinted(outgoing: Outgoing, words: Words, *, private: bool) -> str:
    """The text, with a line that explains how to send a location where our buttons replace the location button."""
    if outgoing.ask != "place" or not private or not any(outgoing.rows):
        return outgoing.text
    text = f"{outgoing.text}\n\n{words.say(language_of(outgoing.text), 'telegram.place_hint')}"
    return text if units(text) <= TEXT else outgoing.text


def mode_of(outgoing: Outgoing) -> str | None:
    """How Telegram must read the text; None for plain text."""
    return "HTML" if outgoing.markup == "html" else None


def calls(
    address: Address, outgoing: Outgoing, *, words: Words, open_file: Callable[[str], Path],
    known: Callable[[Media], str],
) -> list[Call]:  # fmt: skip
    """The calls for the message, in order. A text that is too long for a caption goes before the files, with the
    buttons.

    `known`: the id of a file that Telegram has already, or an empty text.
    """
    private = not address.chat.startswith("-")
    text = with_quote(outgoing) if not outgoing.reply_to else outgoing.text
    text = hinted(Outgoing(text, rows=outgoing.rows, ask=outgoing.ask), words, private=private)
    markup = keyboard(outgoing, words, private=private)
    common: dict[str, Any] = {
        "chat_id": int(address.chat),
        "message_thread_id": int(address.thread) if address.thread else None,
        "reply_parameters": _reply(outgoing.reply_to),
    }
    mode = mode_of(outgoing)
    if not outgoing.media:
        return [SendMessage(text=text, parse_mode=mode, reply_markup=markup, link_preview_options=NO_PREVIEW, **common)]
    found: list[Call] = []
    alone = len(outgoing.media) == 1
    if text and (units(text) > CAPTION or (markup is not None and not alone)):
        found.append(
            SendMessage(text=text, parse_mode=mode, reply_markup=markup, link_preview_options=NO_PREVIEW, **common)
        )
        text, markup = "", None
    for batch in _batches(outgoing.media):
        files = [known(each) or _file(each, open_file) for each in batch]
        if len(batch) == 1:
            found.append(
                _single(batch[0], files[0], caption=text or None, markup=markup, common={**common, "parse_mode": mode})
            )
        else:
            found.append(SendMediaGroup(media=_group(batch, files, caption=text or None, mode=mode), **common))
        text, markup = "", None
    return found


def _reply(message_id: str) -> ReplyParameters | None:
    if not message_id.isdigit():
        return None
    return ReplyParameters(message_id=int(message_id), allow_sending_without_reply=True)


def _file(media: Media, open_file: Callable[[str], Path]) -> FSInputFile:
    path = open_file(media.ref)
    return FSInputFile(path, filename=media.name or path.name)


def _sort(media: Media) -> str:
    """Which files may share an album: photos with videos, documents with documents, audio with audio; others alone."""
    if media.kind in {MediaKind.PHOTO, MediaKind.VIDEO}:
        return "seen"
    return media.kind.value


def _batches(media: Sequence[Media]) -> list[list[Media]]:
    found: list[list[Media]] = []
    for sort, run in groupby(media, key=_sort):
        each = list(run)
        size = 1 if sort in {"voice", "sticker"} else ALBUM
        found.extend(each[start : start + size] for start in range(0, len(each), size))
    return found


def _single(media: Media, file: FSInputFile | str, *, caption: str | None, markup: Any, common: dict[str, Any]) -> Call:
    rest = {"caption": caption, "reply_markup": markup, **common}
    match media.kind:
        case MediaKind.PHOTO:
            return SendPhoto(photo=file, **rest)
        case MediaKind.VIDEO:
            return SendVideo(video=file, **rest)
        case MediaKind.VOICE:
            return SendVoice(voice=file, **rest)
        case MediaKind.AUDIO:
            return SendAudio(audio=file, **rest)
        case _:
            return SendDocument(document=file, **rest)


def _group(
    batch: Sequence[Media], files: Sequence[FSInputFile | str], *, caption: str | None, mode: str | None
) -> list[MediaUnion]:
    kinds = {
        MediaKind.PHOTO: InputMediaPhoto, MediaKind.VIDEO: InputMediaVideo, MediaKind.AUDIO: InputMediaAudio,
    }  # fmt: skip
    return [
        kinds.get(each.kind, InputMediaDocument)(media=file, caption=caption if at == 0 else None, parse_mode=mode)
        for at, (each, file) in enumerate(zip(batch, files, strict=True))
    ]
