"""The measured dialog: a newcomer reports something, from `/phananh` to the code of the case.

Everybody reports something else, at another place: the same report would be offered to be followed instead.
"""

import time
from typing import Any

_WHAT = (
    "Rác thải chất đống từ hôm qua, bốc mùi lắm.",
    "Đèn đường không sáng đã ba đêm nay.",
    "Nắp cống bị vỡ, xe máy đi qua rất khó.",
    "Nước máy chảy yếu và đục suốt tuần này.",
    "Hàng quán bày bàn ghế kín vỉa hè.",
    "Quán karaoke hát quá to đến nửa đêm.",
)
_WHERE = ("Hùng Vương", "Lê Lợi", "Trần Phú", "Quang Trung", "Nguyễn Huệ", "Bà Triệu", "Phan Bội Châu")


def messages(person: int) -> tuple[str, ...]:
    """What this person writes, in order."""
    place = f"Trước nhà số {person + 1}, đường {_WHERE[person % len(_WHERE)]}"
    return ("/phananh", _WHAT[person % len(_WHAT)], place, "gửi đi")


MESSAGES = messages(0)


def update(number: int, chat: int, text: str) -> dict[str, Any]:
    """A text message as Telegram sends it."""
    who = {"id": chat, "is_bot": False, "first_name": "An", "language_code": "vi"}
    message = {"message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": "private"}, "from": who}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    return {"update_id": number, "message": {**message, "text": text, **({"entities": entities} if entities else {})}}


def updates(people: int, *, first_chat: int, first_number: int = 1) -> list[dict[str, Any]]:
    """The dialogs of this number of people: the first message of all, then the second message of all, and so on.

    The number of the chat tells what its person reports.
    """
    return [
        update(first_number + place * people + person, first_chat + person, messages(first_chat + person)[place])
        for place in range(len(MESSAGES))
        for person in range(people)
    ]
