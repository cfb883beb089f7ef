"""What an Official Account may send, and to whom: the message formats and windows that the platform enforces."""

from dataclasses import dataclass, field
from typing import Any

from core.text import normal

FREE, LAST = 48 * 3600, 7 * 86_400  # seconds since the last interaction
_BUTTONS = {"oa.open.url", "oa.query.show", "oa.query.hide", "oa.open.phone", "oa.open.sms"}
_ICONS = {"/-strong", "/-heart", "/-remove"}
PARAMETERS = {"ma_ho_so", "khoa"}  # what the ward's templates ask for


@dataclass(slots=True)
class Person:
    """A person as the platform knows them; `refuses`: the error when somebody writes to them."""

    id: str
    last: float = 0.0  # Unix time of the last interaction; 0: never
    refuses: int = 0
    got: list[dict[str, Any]] = field(default_factory=list)  # messages, as they were posted
    said: set[str] = field(default_factory=set)  # the ids of their messages
    marks: dict[str, str] = field(default_factory=dict)  # reactions of the account, by the message's id

    @property
    def texts(self) -> list[str]:
        """The texts that arrived."""
        return [each["text"] for each in self.got if each.get("text")]


class ZaloError(Exception):
    """An error that is answered as HTTP 200 with this number."""

    def __init__(self, code: int, says: str) -> None:
        super().__init__(says)
        self.code = code


@dataclass(slots=True)
class Templates:
    """The approved messages of an account: their state by number, what is left, and what was sent: (way, to, data)."""

    states: dict[str, str] = field(default_factory=lambda: {"71001": "ENABLE", "71002": "ENABLE"})
    remain: dict[str, int] = field(default_factory=lambda: {"uid": 480, "phone": 490})
    sent: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def take(self, number: str, data: Any, *, to: str, by: str) -> None:
        """Take one that is to be sent. Raises ZaloError."""
        if self.states.get(number) != "ENABLE":
            raise ZaloError(-131, "the template is not approved")
        if not isinstance(data, dict) or set(data) != PARAMETERS:
            raise ZaloError(-201, "template_data")
        if self.remain[by] <= 0:
            raise ZaloError(-211 if by == "uid" else -144, "out of quota")
        self.remain[by] -= 1
        self.sent.append((by, to, data))


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
    elif payload.get("template_type") == "request_user_info":
        _form(payload)
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


def _form(payload: dict[str, Any]) -> None:
    elements = payload.get("elements", [])
    if len(elements) != 1 or not all(elements[0].get(each) for each in ("title", "subtitle", "image_url")):
        raise ZaloError(-201, "elements")
    if len(elements[0]["title"]) > 100 or len(elements[0]["subtitle"]) > 500:
        raise ZaloError(-210, "title or subtitle")


def _buttons(given: list[dict[str, Any]]) -> None:
    if not 1 <= len(given) <= 5:
        raise ZaloError(-201, "buttons: at most 5")
    for each in given:
        if not each.get("title") or len(each["title"]) > 100 or each.get("type") not in _BUTTONS:
            raise ZaloError(-201, "buttons.title or buttons.type")
        text = each.get("payload")
        if each["type"].startswith("oa.query") and not (isinstance(text, str) and 0 < len(text) <= 1_000):
            raise ZaloError(-201, "buttons.payload")


def react(person: Person | None, act: Any) -> None:
    """Mark a message of a person. Raises ZaloError."""
    if person is None:
        raise ZaloError(-213, "the person does not follow")
    if not isinstance(act, dict) or act.get("react_icon") not in _ICONS:
        raise ZaloError(-201, "react_icon")
    if act.get("react_message_id") not in person.said:
        raise ZaloError(-201, "react_message_id")
    person.marks[act["react_message_id"]] = act["react_icon"]
