"""E-mail to staff: one worker for all notices, whatever they are about (RFC 5321, RFC 5322).

A mail says that something waits and where, and no more. The number of tries is limited. No address is logged. After a
kill between the server's yes and our note, a mail is repeated under the same Message-ID.
"""

from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime

import aiosmtplib

from bot.workers.rounds import Rounds
from core.logs import get_logger
from core.settings import Settings
from core.words import Words
from handlers.staff import wording
from storage.database.database import Database
from storage.notices import notices
from storage.notices.notices import Mail

log = get_logger("mailer")

AT_ONCE = 10
TIMEOUT = 20.0  # seconds for each answer of the server
_FINAL = 500  # from this code on, a server's refusal is final (RFC 5321, 4.2.1)
_OURS = frozenset({530, 534, 535, 538})  # the server refuses us, not the mail: an admin can correct the settings


class Mailer(Rounds):
    """Sends what `storage.notices.notices` holds for mailboxes."""

    def __init__(self, database: Database, words: Words, settings: Settings, *, instance_id: str) -> None:
        super().__init__(database, bell=notices.BELL, due=notices.next_mail, instance_id=instance_id)
        self._words = words
        self._settings = settings

    async def _work(self) -> bool:
        claimed = await self._database.write(notices.claim_mail, AT_ONCE)
        for each in claimed:
            await self._one(each)
        return bool(claimed)

    async def _one(self, mail: Mail) -> None:
        """Hand one mail over, and record the result."""
        try:
            await self._send(mail)
        except aiosmtplib.SMTPRecipientsRefused as error:
            code = max((each.code for each in error.recipients), default=0)
            await self._failed(mail, code)
        except aiosmtplib.SMTPResponseException as error:
            await self._failed(mail, error.code)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            log.info("a mail is tried again later", extra={"notice": mail.id, "error": type(error).__name__})
            await self._database.write(notices.not_now, mail, type(error).__name__)
        else:
            await self._database.write(notices.left, mail)

    async def _failed(self, mail: Mail, code: int) -> None:
        log.info("a mail server said no", extra={"notice": mail.id, "code": code})
        act = notices.refused if code >= _FINAL and code not in _OURS else notices.not_now
        await self._database.write(act, mail, f"code {code}")

    async def _send(self, mail: Mail) -> None:
        settings = self._settings
        await aiosmtplib.send(
            self._message(mail), sender=settings.smtp_from, recipients=[mail.mailbox], hostname=settings.smtp_host,
            port=settings.smtp_port, username=settings.smtp_user or None, password=settings.smtp_password or None,
            use_tls=settings.smtp_security == "tls", start_tls=settings.smtp_security == "starttls", timeout=TIMEOUT,
        )  # fmt: skip

    def _message(self, mail: Mail) -> MIMEText:
        ward = self._settings.ward_name
        name = ward[:1].upper() + ward[1:]
        say = self._words.say
        said = wording.said(
            self._words, mail.language, mail.says, ward=name, base=self._settings.public_url, opens=mail.opens,
            numbers=mail.numbers,
        )  # fmt: skip
        made = MIMEText(f"{said}\n\n-- \n{say(mail.language, 'notice.mail_foot')}\n", "plain", "utf-8")
        made["From"] = self._settings.smtp_from
        made["To"] = mail.mailbox
        # Not by EmailMessage: where it folds a subject between two words, Python 3.11 loses the blank.
        subject = say(mail.language, "notice.mail_subject", ward=name)
        made["Subject"] = Header(subject, "utf-8", header_name="Subject").encode()
        made["Date"] = format_datetime(self._database.clock())
        made["Message-ID"] = f"<notice-{mail.id}-{self._instance[:12]}@{self._settings.smtp_from.rpartition('@')[2]}>"
        made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic reply comes back
        return made
