"""Files behind addresses that other programs name (`media_url` of Open311): no platform, only an address."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx

from bot.channels import tls, zalo_media
from core.message import Media


@dataclass(frozen=True, slots=True)
class Links:
    """Fetches with the same limits and checks as the files of a platform. `trusted`: as in `addresses.checked`."""

    trusted: frozenset[str] = frozenset()

    async def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The bytes in pieces. Raises RefusedFileError, LostFileError, SendError (AGAIN)."""
        async with httpx.AsyncClient(trust_env=False, verify=tls.trusted()) as client:
            async for piece in zalo_media.download(client, media.ref, trusted=self.trusted):
                yield piece
