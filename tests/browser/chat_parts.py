"""What tests of the web chat in a browser share: a chat that has begun, and what the ward says in it."""

from playwright.sync_api import Page, expect

from core.message import Outgoing
from storage.messages import webchat
from tests.browser.test_chat import write
from tests.console.chat.ward import Ward


def chat_of(page: Page, ward: Ward) -> str:
    """The chat of this page: somebody has to have spoken in it."""
    write(page, "Xin chào")
    expect(page.get_by_text("đã nhận")).to_be_visible()
    expect(page.get_by_text("Bà con có ảnh thì gửi luôn")).to_be_visible()
    return ward.database.look(lambda work: str(work.conn.exec_driver_sql("SELECT chat FROM web_messages").scalar()))


def say(ward: Ward, chat: str, outgoing: Outgoing) -> int:
    return ward.database.run(webchat.say, chat, outgoing)


def scroll(page: Page) -> int:
    return int(page.evaluate("scrollY"))


def long(words: str, lines: int) -> str:
    return "\n".join([words, *(f"dòng {n}" for n in range(lines))])
