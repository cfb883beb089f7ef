"""aiogram's session, with the one list of authorities of this process instead of one that it reads for each bot."""

from aiohttp import TCPConnector

from bot.channels import tls
from bot.channels.telegram_models import AiohttpSession, BaseSession, TelegramAPIServer


class Session(AiohttpSession):
    """The same session. A test compares what it holds with what aiogram's own holds."""

    def __init__(self, api: TelegramAPIServer) -> None:
        """`api`: the server of the Bot API."""
        BaseSession.__init__(self, api=api)  # not aiogram's next one, which reads the authorities
        self._session = None
        self._connector_type = TCPConnector
        self._connector_init = {"ssl": tls.trusted(), "limit": 100, "ttl_dns_cache": 3600}
        self._should_reset_connector = True
        self._proxy = None
