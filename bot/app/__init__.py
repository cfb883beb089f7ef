"""One ward, joined and run."""

from bot.app.joined import Service, build, fetcher, maker, reacher, senders, web, worker
from bot.app.serving import ALL, begin_parts, listen, serve, stop_at_signals

__all__ = [
    "ALL",
    "Service",
    "begin_parts",
    "build",
    "fetcher",
    "listen",
    "maker",
    "reacher",
    "senders",
    "serve",
    "stop_at_signals",
    "web",
    "worker",
]
