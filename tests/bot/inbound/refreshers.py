"""The processes that `test_zalo_tokens` starts over one database: each needs a token at the same moment, and says what
it got. They are forked when everything is loaded, so that they really meet."""

import asyncio
import os
import sys

from bot.channels import zalo_wire
from bot.inbound.zalo_tokens import Account, ZaloTokens
from core.clock import system_clock
from core.errors import SendError
from storage.database.database import Database
from storage.database.seal import Seal
from tests.servers.zalo import APP_ID, APP_SECRET, OA_ID

KEY = "a key for tests, 32 letters or so"  # that of `tests.databases`, which takes a process long to load


async def _one(database_url: str, oauth_url: str, stale: str) -> str:
    database = Database(database_url, seal=Seal(KEY), threads=2)
    try:
        async with zalo_wire.client() as client:
            account = Account(APP_ID, OA_ID, oauth_url, APP_SECRET, "refresh-0")
            tokens = ZaloTokens(database, account, client=client, clock=system_clock)
            return await (tokens.renewed(stale) if stale else tokens.access())
    except SendError as error:
        return f"{error.fate.value}: {error}"
    finally:
        database.close()


def _begin(ready: int, database_url: str, oauth_url: str, stale: str) -> None:
    """In the child: wait for the signal, then request a token and record the result."""
    os.read(ready, 1)  # returns when the parent closes the pipe
    said = asyncio.run(_one(database_url, oauth_url, stale))
    os.write(1, f"{said}\n".encode())


def main(number: int, database_url: str, oauth_url: str, stale: str) -> None:
    """Fork this number of children; end when all have ended."""
    ready, go = os.pipe()
    children = []
    for _ in range(number):
        if (child := os.fork()) == 0:
            os.close(go)
            try:
                _begin(ready, database_url, oauth_url, stale)
            finally:
                os._exit(0)
        children.append(child)
    os.close(go)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:5])
