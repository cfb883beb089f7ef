"""The real service under a browser: its pages, its worker and its senders, in a thread of the test."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from bot import app
from bot.process import installation
from bot.workers.sender import Sender
from core.settings import Settings
from storage.database.database import Database
from tests.parts import migrated, shared


@contextmanager
def serving(folder: Path, *, fill: Callable[[Database], None]) -> Iterator[str]:
    """Serve a ward in this folder, after `fill`; its address."""
    settings = Settings(database_url=migrated(folder / "ward.sqlite3"), files_dir=folder / "files", secret_key="k" * 40)
    service = app.build(settings, shared=shared())
    fill(service.database)
    server = uvicorn.Server(
        uvicorn.Config(app.web(service), port=0, log_level="critical", timeout_graceful_shutdown=3, lifespan="off")
    )
    here = installation.instance_id(settings)

    async def serve() -> None:
        stop = asyncio.Event()
        sends = [
            Sender(service.database, each, instance_id=here, holder=here, metrics=service.metrics).run(stop)
            for each in service.channels.values()
        ]
        tasks = [asyncio.create_task(each) for each in (app.worker(service).run(stop), *sends)]
        await server.serve()
        stop.set()
        await asyncio.gather(*tasks)
        await service.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(30)
    assert not thread.is_alive()
