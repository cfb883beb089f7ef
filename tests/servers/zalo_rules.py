"""What an Official Account may send, and to whom: the message formats and windows that the platform enforces."""

from typing import Any

from core.text import normal

FREE, LAST = 48 * 3600, 7 * 86_400  # seconds since the last interaction
_BUTTONS = {"oa.open.url", "oa.query.show", "oa.query.hide", "oa.open.phone", "oa.open.sms"}


class ZaloError(Exception):
    """An error that is answered as HTTP 200 with this number."""

    def __init__(self, code: int, says: str) -> None:
        super().__init__(says)
        self.code = code


def window(since: float | None, *, paid: bool) -> bool:
    """Whether a message is free now, by the seconds since the last interaction. Raises ZaloError when it is refused."""
    if since is None:
        raise ZaloError(-232, "the person never wrote")
    if since > LAST:
        raise ZaloError(-230, "the person has not interacted for seven days")
    if since > FREE and not paid:
        raise ZaloError(-320, "no cloud account is linked")
    return since <= FREE


def message_of(body: dict[str, Any], *, buttons: bool, uploads: set[str]) -> dict[str, Any]:
    """The message of a request, if its format is right. Raises ZaloError."""
    message = body.get("message")
    if not isinstance(message, dict) or not (message.get("text") or message.get("attachment")):
        raise ZaloError(-201, "message is empty")
    if len(normal(str(message.get("text", "")))) > 2_000:
        raise ZaloError(-210, "text exceeds 2000")
    attachment = message.get("attachment")
    if attachment is None:
        return message
    payload = attachment.get("payload", {})
    if attachment.get("type") == "file":
        if payload.get("token") not in uploads:
            raise ZaloError(-100, "token has expired")
    elif payload.get("template_type") == "media":
        _picture(payload, uploads)
    elif "buttons" in payload:
        if not buttons:
            raise ZaloError(-233, "buttons are not supported here")
        _buttons(payload["buttons"])
    else:
        raise ZaloError(-201, "attachment.payload")
    return message


def _picture(payload: dict[str, Any], uploads: set[str]) -> None:
    elements = payload.get("elements", [])
    if len(elements) != 1 or ("url" in elements[0]) == ("attachment_id" in elements[0]):
        raise ZaloError(-201, "elements")
    if "attachment_id" in elements[0] and elements[0]["attachment_id"] not in uploads:
        raise ZaloError(-100, "attachment has expired")


def _buttons(given: list[dict[str, Any]]) -> None:
    if not 1 <= len(given) <= 5:
        raise ZaloError(-201, "buttons: at most 5")
    for each in given:
        if not each.get("title") or len(each["title"]) > 100 or each.get("type") not in _BUTTONS:
            raise ZaloError(-201, "buttons.title or buttons.type")
        text = each.get("payload")
        if each["type"].startswith("oa.query") and not (isinstance(text, str) and 0 < len(text) <= 1_000):
            raise ZaloError(-201, "buttons.payload")
