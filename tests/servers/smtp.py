"""A mail server inside the test: it accepts mail over a real connection, or answers as set."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial

from aiosmtpd.smtp import SMTP


@dataclass(slots=True)
class MailServer:
    """`answers`: the replies to the next mails (`451 later`); after them every mail is accepted and kept in `mails`."""

    answers: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    tries: int = 0
    port: int = 0

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802  # aiosmtpd's name
        """Called when one mail has arrived completely."""
        self.tries += 1
        if self.answers and (answer := self.answers.pop(0)):
            return answer
        content, people = getattr(envelope, "original_content", b""), getattr(envelope, "rcpt_tos", [])
        made = message_from_bytes(content, policy=default)
        assert isinstance(made, EmailMessage)
        self.mails.append(made)
        self.people += people
        return "250 taken"


@asynccontextmanager
async def serving() -> AsyncIterator[MailServer]:
    """A mail server on a free port of this machine."""
    found = MailServer()
    server = await asyncio.get_running_loop().create_server(partial(SMTP, found), "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        await server.wait_closed()
