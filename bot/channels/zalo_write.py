"""A message as calls to an Official Account: text with buttons, pictures, documents (developers.zalo.me, v3.0)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.channels.zalo_read import MARK
from core.message import Button, Json, Media, MediaKind, Outgoing
from core.text import head, normal, split

TEXT = 1_900  # characters; the platform refuses more than 2,000 and does not say in which unit it counts
DOCUMENT = 5_000_000
_DOCUMENTS = {
    ".pdf": "application/pdf", ".doc": "application/msword", ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
_TEL = "tel:"
_MENTION = re.compile(r"\[@(\d+)\]")


@dataclass(frozen=True, slots=True)
class Part:
    """One call: text, perhaps with buttons or with one file."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    media: Media | None = None
    quote: str = ""
    form: str = ""  # the address of the picture of a form for name and telephone; empty: it is no form


def parts(outgoing: Outgoing, *, form: str = "") -> list[Part]:
    """The calls in order. A single picture without buttons carries the text as its caption.

    `form`: the address of the picture that a form for name and telephone shows.
    """
    text = _MENTION.sub(r"@\1", normal(outgoing.text))  # a message of ours never mentions the whole group
    buttons = tuple(each for row in outgoing.rows for each in row)
    media = list(outgoing.media)
    if outgoing.ask == "contact" and form:
        return [Part(text, form=form)]
    *before, text = split(text, TEXT)  # a text that was split for another channel may be too long here
    found = [Part(each, quote=outgoing.reply_to if number == 0 else "") for number, each in enumerate(before)]
    quote = "" if before else outgoing.reply_to
    if media and media[0].kind is MediaKind.PHOTO and not buttons:
        return [*found, Part(text, media=media[0], quote=quote), *(Part(media=each) for each in media[1:])]
    found += [Part(text, buttons, quote=quote)] if text else []
    return [*found, *(Part(media=each) for each in media)]


def words(part: Part) -> dict[str, Json]:
    """The message of a part without a file."""
    if part.form:
        return _form(part)
    message: dict[str, Json] = {"text": part.text}
    if part.quote:
        message["quote_message_id"] = part.quote
    if part.buttons:
        shown: list[Json] = [_button(each) for each in part.buttons]
        message["attachment"] = {"type": "template", "payload": {"buttons": shown}}
    return message


def _form(part: Part) -> dict[str, Json]:
    """A form that the person fills in if they like; the answer is the event `user_submit_info`."""
    title, _, subtitle = part.text.partition("\n")
    element: Json = {
        "title": head(title, 100), "subtitle": head(subtitle.strip() or title, 500), "image_url": part.form,
    }  # fmt: skip
    return {
        "attachment": {"type": "template", "payload": {"template_type": "request_user_info", "elements": [element]}}
    }


def _button(button: Button) -> dict[str, Json]:
    title = head(button.label, 100)
    if button.url.startswith(_TEL):
        return {"title": title, "type": "oa.open.phone", "payload": {"phone_code": button.url.removeprefix(_TEL)}}
    if button.url:
        return {"title": title, "type": "oa.open.url", "payload": {"url": button.url}}
    return {"title": title, "type": "oa.query.hide", "payload": f"{MARK}{button.value}"}


def listed(part: Part) -> Part:
    """The same with its buttons as lines, for chats without buttons. People answer with a digit or with the words.

    The labels have their digits already (`handlers.replies.choices`).
    """
    lines = [each.label + (f": {each.url}" if _shown(each) else "") for each in part.buttons]
    return Part("\n".join([part.text, "", *lines]), quote=part.quote)


def _shown(button: Button) -> bool:
    """Whether the text shows the address of a button. A phone number is in the label already, so it is not repeated."""
    return bool(button.url) and not button.url.startswith(_TEL)


def picture(part: Part, attachment_id: str) -> dict[str, Json]:
    """The message of an uploaded picture."""
    element: Json = {"media_type": "image", "attachment_id": attachment_id}
    message: dict[str, Json] = {
        "attachment": {"type": "template", "payload": {"template_type": "media", "elements": [element]}}
    }
    if part.text:
        message["text"] = part.text
    return message


def document(token: str) -> dict[str, Json]:
    """The message of an uploaded document."""
    payload: Mapping[str, Json] = {"token": token}
    return {"attachment": {"type": "file", "payload": dict(payload)}}


def document_kind(media: Media, path: Path) -> str:
    """The type for the upload; empty for types that the platform does not take."""
    ending = Path(media.name).suffix.lower() or path.suffix.lower()
    return _DOCUMENTS.get(ending, "") if path.stat().st_size <= DOCUMENT else ""
