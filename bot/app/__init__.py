"""One ward, joined and run."""

from bot.app.joined import Service, build, fetcher, maker, reacher, senders, web, worker
from bot.app.serving import ALL, serve

__all__ = ["ALL", "Service", "build", "fetcher", "maker", "reacher", "senders", "serve", "web", "worker"]
