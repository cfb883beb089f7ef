"""What the Bot API does when it is called: messages, files, albums, edits, with the refusals of the real one."""

import itertools
import json
from typing import Any

from tests.servers.clock import VirtualClock
from tests.servers.telegram_people import Chat, Message
from tests.servers.telegram_rules import ApiError, Rates, bad, markup_of, text_of

FILES = {"sendPhoto": "photo", "sendDocument": "document", "sendVoice": "voice", "sendVideo": "video"}


class Calls:
    """The methods that a bot calls, each `_do_NAME`; `TelegramServer` serves them."""

    def __init__(self, clock: VirtualClock, *, username: str, token: str) -> None:
        self.clock = clock
        self.username, self.token, self.bot_id = username, token, int(token.split(":", maxsplit=1)[0])
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, bytes] = {}
        self.presses: dict[str, str] = {}
        self.rates = Rates(self.clock.monotonic)
        self.file_limit = 20_000_000
        self._numbers = itertools.count(1)

    def now(self) -> int:
        """Unix time."""
        return int(self.clock().timestamp())

    def next_message(self) -> int:
        """A fresh message id."""
        return next(self._numbers)

    def keep(self, data: bytes) -> Message:
        """Keep a file; gives its JSON."""
        number = self.next_message()
        self.files[f"file{number}"] = data
        return {"file_id": f"file{number}", "file_unique_id": f"u{number}", "file_size": len(data)}

    def _me(self) -> Message:
        return {"id": self.bot_id, "is_bot": True, "first_name": "Phường Linh Sơn", "username": self.username}

    def _do_getFile(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        data = self.files.get(params["file_id"])
        if data is None:
            raise bad("wrong file_id or the file is temporarily unavailable".replace("temporarily un", "not "))
        if len(data) > self.file_limit:
            raise bad("file is too big")
        path = f"photos/{params['file_id']}"
        return {"file_id": params["file_id"], "file_unique_id": "u", "file_size": len(data), "file_path": path}

    def _do_answerCallbackQuery(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        press = params["callback_query_id"]
        if press not in self.presses:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        text_of(params, "answer", limit=200)
        self.presses[press] = params.get("text", "")
        return True

    def _chat(self, params: dict[str, str], *, messages: int = 1) -> Chat:
        chat = self.chats.get(int(params["chat_id"]))
        if chat is None:
            raise bad("chat not found")
        if chat.moved_to:
            raise ApiError(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to
            )
        if not chat.open:
            raise ApiError(403, chat.refusal)
        if params.get("message_thread_id") == "1":
            raise bad("message thread not found")
        for _ in range(messages):
            self.rates.book(chat.id)
        return chat

    def _post(self, chat: Chat, params: dict[str, str], **content: Any) -> Message:
        found = {"message_id": self.next_message(), "date": self.now(), "chat": chat.shape(), "from": self._me()}
        found |= {key: value for key, value in content.items() if value}
        if thread := params.get("message_thread_id"):
            if int(thread) not in (chat.topics or {}):
                raise bad("message thread not found")
            found |= {"message_thread_id": int(thread), "is_topic_message": True}
        reply = json.loads(params.get("reply_parameters") or "{}")
        if reply:
            target = next((each for each in chat.messages if each["message_id"] == reply["message_id"]), None)
            if target is not None:
                found["reply_to_message"] = {k: v for k, v in target.items() if k != "reply_to_message"}
            elif not reply.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
        chat.messages.append(found)
        return {k: v for k, v in found.items() if k != "reply_markup" or "inline_keyboard" in str(v)}

    def _do_sendMessage(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        text, markup = text_of(params), markup_of(params)
        return self._post(self._chat(params), params, text=text, reply_markup=markup)

    def _do_createForumTopic(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        chat = self._chat(params)
        if chat.topics is None:
            raise bad("the chat is not a forum")
        thread = self.next_message()
        chat.topics[thread] = params["name"]
        return {"message_thread_id": thread, "name": params["name"], "icon_color": 7322096}

    def _send_file(self, params: dict[str, str], uploads: dict[str, bytes], *, method: str) -> Any:
        field = FILES[method]
        caption, markup = text_of(params, "caption", limit=1024), markup_of(params)
        file = self._take(params.get(field, ""), uploads, field)
        return self._post(self._chat(params), params, caption=caption, reply_markup=markup, **_shape(field, file))

    def _take(self, given: str, uploads: dict[str, bytes], field: str) -> Message:
        name = given.removeprefix("attach://") if given else field
        if given and name == given and given not in uploads:  # a file that is here already
            if given not in self.files:
                raise bad("wrong file identifier/HTTP URL specified")
            return {"file_id": given, "file_unique_id": f"u{given}", "file_size": len(self.files[given])}
        if name not in uploads:
            raise bad(f"there is no {field} in the request")
        return self.keep(uploads[name])

    def _do_sendMediaGroup(self, params: dict[str, str], uploads: dict[str, bytes]) -> Any:  # noqa: N802
        media = json.loads(params["media"])
        if not 2 <= len(media) <= 10:
            raise bad("media group must include 2-10 items")
        chat, album = self._chat(params, messages=len(media)), f"album{self.next_message()}"
        return [
            self._post(
                chat, params, media_group_id=album,
                caption=text_of({"caption": each.get("caption", "")}, "caption", limit=1024),
                **_shape(each["type"], self._take(each["media"], uploads, each["type"])),
            )
            for each in media
        ]  # fmt: skip

    def _edited(self, params: dict[str, str], field: str, limit: int) -> Any:
        chat, text, markup = self._chat(params, messages=0), text_of(params, field, limit=limit), markup_of(params)
        found = next((e for e in chat.messages if e["message_id"] == int(params["message_id"])), None)
        if found is None:
            raise bad("message to edit not found")
        if field == "text" and "text" not in found:
            raise bad("there is no text in the message to edit")
        if found.get(field) == text and found.get("reply_markup", {}) == markup:
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        found |= {field: text, "reply_markup": markup, "edit_date": self.now()}
        return {k: v for k, v in found.items() if k != "reply_markup" or "inline_keyboard" in (v or {})}

    def _do_editMessageText(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        return self._edited(params, "text", 4096)

    def _do_editMessageCaption(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        return self._edited(params, "caption", 1024)

    def _do_setMessageReaction(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        chat, number = self._chat(params, messages=0), int(params["message_id"])
        found = next((e for e in chat.messages if e["message_id"] == number), None)
        if found is None:
            raise bad("message to react not found")
        marks = [each["emoji"] for each in json.loads(params.get("reaction", "[]"))]
        if not chat.marks or len(marks) > 1 or set(marks) - {"👍", "👎", "❤", "🔥", "🎉", "👌"}:
            raise bad("REACTION_INVALID")
        found["reactions"] = marks
        return True

    def _do_deleteMessage(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        chat, number = self._chat(params, messages=0), int(params["message_id"])
        found = next((e for e in chat.messages if e["message_id"] == number), None)
        if found is None:
            raise bad("message to delete not found")
        if self.now() - found["date"] > 48 * 3600:
            raise bad("message can't be deleted for everyone")
        chat.messages[:] = [e for e in chat.messages if e["message_id"] != int(params["message_id"])]
        return True


def _shape(field: str, file: Message) -> Message:
    if field == "photo":
        return {"photo": [{**file, "width": 1280, "height": 960}]}
    return {field: file | ({"duration": 1} if field in {"voice", "video"} else {})}
