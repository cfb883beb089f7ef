"""The measured dialog: a newcomer reports something, from `/phananh` to the code of the case."""

import time
from typing import Any

MESSAGES = (
    "/phananh",
    "Rác thải chất đống ở cổng chợ từ hôm qua, bốc mùi lắm.",
    "Cổng chợ Linh Sơn, đường Hùng Vương",
    "gửi đi",
)


def update(number: int, chat: int, text: str) -> dict[str, Any]:
    """A text message as Telegram sends it."""
    who = {"id": chat, "is_bot": False, "first_name": "An", "language_code": "vi"}
    message = {"message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": "private"}, "from": who}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    return {"update_id": number, "message": {**message, "text": text, **({"entities": entities} if entities else {})}}


def updates(people: int, *, first_chat: int, first_number: int = 1) -> list[dict[str, Any]]:
    """The dialogs of this number of people: the first message of all, then the second message of all, and so on."""
    return [
        update(first_number + place * people + person, first_chat + person, text)
        for place, text in enumerate(MESSAGES)
        for person in range(people)
    ]
