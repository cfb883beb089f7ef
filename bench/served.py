"""The real service as a process of its own: it is started, asked until it answers, and ended."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from bench.start import free_port


@asynccontextmanager
async def served(url: str, files: Path) -> AsyncIterator[tuple[str, int]]:
    """`danban run` on this database: its address and the number of its process."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    given = {
        "DATABASE_URL": url, "FILES_DIR": str(files), "HTTP_HOST": "127.0.0.1", "HTTP_PORT": str(port),
        "PUBLIC_URL": address,
    }  # fmt: skip
    service = subprocess.Popen(  # noqa: ASYNC220  # it does not wait
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, **given},  # noqa: TID251  # for another process
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await _answering(address)
        yield address, service.pid
    finally:
        service.kill()
        service.wait()


async def _answering(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(900):
            with suppress(aiohttp.ClientError):
                async with session.get(f"{address}/healthz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.1)
    raise AssertionError("the service does not answer")


def cpu(process: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
