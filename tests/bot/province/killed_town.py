"""Processes of a province that a test kills: `python -m tests.bot.province.killed_town FILE` loads the service once.

For each line `role port` on its standard input it forks a process with that role and says its number. FILE holds the
environment. Leases last for seconds, because a test waits for them.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from bot.channels.zalo_bot import ZaloBotChannel
from bot.process.shared import Shared
from bot.province import serving, shift
from bot.workers import lease_keeper
from console.app import routers
from core import logs, province
from core.channel import Pace
from storage.province import sharing


def main(file: Path) -> None:
    """Fork until the standard input ends."""
    environment = json.loads(file.read_text())
    loaded = Shared.load()
    shared = Shared(loaded.words, loaded.ear, loaded.detector, routers())
    sharing.LEASE, shift.EVERY = 3.0, 0.5
    lease_keeper.LEASE, lease_keeper.HTTP_TIMEOUT, lease_keeper.RENEW = 8.0, 5.0, 1.0
    ZaloBotChannel.pace = Pace(per_second=30.0)  # the platform's own pace would take minutes
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        role, port = line.split()
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _serve(role, {**environment, "HTTP_PORT": port}, shared)
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _serve(role: str, environment: dict[str, str], shared: Shared) -> None:
    logs.start()
    roles = frozenset({role})
    town = serving.build(province.read(environment, env_file=Path("none")), roles=roles, shared=shared)
    asyncio.run(serving.serve(town, roles))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
