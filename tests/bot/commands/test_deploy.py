"""The files of deploy/ name only what exists: figures, settings, commands; and systemd accepts the units."""

import importlib
import inspect
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import _parser
from bot.province import watch
from bot.signals.metrics import Metrics
from core.settings import NAMES
from tests.pages import HOUSE

DEPLOY = HOUSE / "deploy"
UNITS = sorted([*(DEPLOY / "systemd").iterdir(), *(DEPLOY / "systemd-province").iterdir()])


def yaml(path: Path) -> Any:  # whatever the file says
    """What a file says."""
    return importlib.import_module("yaml").safe_load(path.read_text("utf-8"))


def figures() -> set[str]:
    """Every name that /metrics may have."""
    metrics = Metrics()
    metrics.refused("x")
    metrics.unreadable("x")
    metrics.event("x")
    metrics.handled("done")
    metrics.sent("x", "sent", 1.0)
    metrics.waiting("inbox", 1)
    metrics.disk_free("files", 1)
    metrics.oldest(1.0)
    of_wards = set(re.findall(r'"(danban_\w+)"', inspect.getsource(watch)))
    return set(re.findall(r"^(danban_\w+)", metrics.text(), re.MULTILINE)) | of_wards


def test_every_figure_of_the_alerts_and_of_the_board_exists() -> None:
    rules = [rule for group in yaml(DEPLOY / "prometheus/danban.rules.yaml")["groups"] for rule in group["rules"]]
    board = json.loads((DEPLOY / "grafana/danban.json").read_text("utf-8"))
    asked = [rule["expr"] for rule in rules] + [at["expr"] for panel in board["panels"] for at in panel["targets"]]
    named = {name for each in asked for name in re.findall(r"danban_\w+", each)}
    assert named <= figures(), named - figures()
    assert len(named) >= 8
    assert all(rule["annotations"]["summary"] and rule["labels"]["severity"] in {"page", "ticket"} for rule in rules)
    for each in asked:
        assert each.count("(") == each.count(")"), each


def test_each_process_without_pages_can_be_watched() -> None:
    ports = {}
    for unit in UNITS:
        if re.search("-(work|send)", unit.name):
            (ports[unit.name],) = re.findall(r"^Environment=WATCH_PORT=(\S+)$", unit.read_text("utf-8"), re.MULTILINE)
    assert len(ports) == 4
    for sort in ("systemd", "systemd-province"):
        own = [ports[each.name] for each in (DEPLOY / sort).iterdir() if each.name in ports]
        assert len(own) == len(set(own)), sort
    over = yaml(DEPLOY / "compose.province.yaml")["services"]
    assert not [name for name in ("work", "send") if "healthcheck" in over[name]], "they keep that of compose.yaml"


def test_every_setting_of_the_example_and_of_the_services_exists() -> None:
    example = re.findall(r"^#?([A-Z0-9_]+)=", (DEPLOY / "ward.env.example").read_text("utf-8"), re.MULTILINE)
    compose = yaml(DEPLOY / "compose.yaml")
    own = {"RELEASE", "HOST_NAME", "POSTGRES_PASSWORD", "BACKUP_DIR", "WARD_HOSTS"}
    own |= {"PROVINCE_NAME", "PROVINCE_OPERATORS", "PROVINCE_READERS"}  # `core.province` reads them
    read = own | {"S3_ACCESS_KEY", "S3_SECRET_KEY"}
    assert set(example) - own <= set(NAMES)
    assert set(re.findall(r"\$\{([A-Z0-9_]+)", (DEPLOY / "compose.yaml").read_text("utf-8"))) <= read & set(example)
    assert set(compose["x-service"]["environment"]) <= set(NAMES)
    made = re.search(r"^ENV (.*?)\n(?=USER)", (DEPLOY / "Containerfile").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert made is not None
    assert set(re.findall(r"([A-Z_]+)=", made[1])) - {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} <= set(
        NAMES
    )
    units = "\n".join(each.read_text("utf-8") for each in UNITS)
    of_province = {"PATH", "PROVINCE_SECRETS", "PROVINCE_DIR"}
    assert set(re.findall(r"^Environment=([A-Z_]+)=", units, re.MULTILINE)) - of_province <= set(NAMES)
    assert set(yaml(DEPLOY / "compose.province.yaml")["x-province"]["environment"]) <= of_province


def test_every_command_exists_and_all_roles_run() -> None:
    services = yaml(DEPLOY / "compose.yaml")["services"]
    commands = [
        each["command"][0] for name, each in services.items() if name not in {"database", "proxy", "backup", "files"}
    ]
    units = re.findall(
        r"^ExecStart=/opt/danban/bin/danban (.+)", "\n".join(each.read_text() for each in UNITS), re.MULTILINE
    )
    of_many, units = _apart(units)
    for each in {*commands, *units}:
        assert _parser().parse_args([each])
    assert set(commands) == set(units) == {"migrate", "web", "work", "send"}
    assert services["work"]["deploy"]["replicas"] == 2
    backup = re.findall(r"^danban (\w+) (\S+)", (DEPLOY / "backup.sh").read_text("utf-8"), re.MULTILINE)
    assert [name for name, _ in backup] == ["backup", "drill"]
    for name, file in backup:
        assert _parser().parse_args([name, file])
    assert services["backup"]["entrypoint"][1] == "/backup.sh"
    over = yaml(DEPLOY / "compose.province.yaml")["services"]
    assert set(over) <= set(services), "it is put over the file of one ward"
    serving = {" ".join(each["command"]) for each in over.values() if each.get("command", [])[:1] == ["province"]}
    assert serving | {"province migrate"} == set(of_many)
    for each in of_many:
        assert _parser().parse_args(each.split())
    text = (DEPLOY / "backup-province.sh").read_text("utf-8") + over["migrate"]["entrypoint"][2]
    for words in re.findall(r"danban ((?:--ward \S+ )?(?:province )?\w+(?: [^ )&;]+)*)", text):
        if not words.startswith("drill"):  # a comment names it
            assert _parser().parse_args(words.replace('"', "").split()), words


def _apart(units: list[str]) -> tuple[list[str], list[str]]:
    """The commands of a province, and those of one ward."""
    return [each for each in units if each.startswith("province ")], [
        each for each in units if not each.startswith("province ")
    ]


def test_nothing_runs_as_root_or_with_rights_it_does_not_need() -> None:
    container = (DEPLOY / "Containerfile").read_text("utf-8")
    assert re.search(r"^USER 10001", container, re.MULTILINE)
    assert "HEALTHCHECK" in container
    for each in UNITS:
        if each.suffix == ".service":
            said = each.read_text("utf-8")
            for line in (
                "User=danban",
                "NoNewPrivileges=yes",
                "ProtectSystem=strict",
                "CapabilityBoundingSet=",
                "UMask=0077",
            ):
                assert f"\n{line}\n" in said, (each.name, line)
    service = yaml(DEPLOY / "compose.yaml")["x-service"]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for each in UNITS:  # the programs are not installed here
        said = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", each.read_text("utf-8"), flags=re.MULTILINE)
        (tmp_path / each.name).write_text(said, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(each.name for each in UNITS)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_backup_gets_its_name_only_after_a_drill_that_ended_well(tmp_path: Path) -> None:
    """The script, with a `danban` that writes down how it was called and fails when it is told to."""
    fake = tmp_path / "bin" / "danban"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\necho "$1" >> "$CALLS"\n[ "$1" != backup ] || : > "$2"\n[ "$1" != "$FAILS" ]\n')
    fake.chmod(0o755)
    folder = tmp_path / "backups"
    folder.mkdir()
    left = []
    for fails in ("drill", "backup", ""):
        done = subprocess.run(
            [str(DEPLOY / "backup.sh"), str(folder)], check=False,
            env={"PATH": f"{fake.parent}:/usr/bin:/bin", "CALLS": str(tmp_path / "calls"), "FAILS": fails},
        )  # fmt: skip
        left.append((done.returncode == 0, [each.suffix for each in sorted(folder.iterdir())]))
    assert left == [(False, [".part"]), (False, [".part"]), (True, [".tar"])]
    assert (tmp_path / "calls").read_text().split() == ["backup", "drill", "backup", "backup", "drill"]


def test_one_ward_without_a_good_backup_does_not_stop_the_next(tmp_path: Path) -> None:
    """The script for many wards, with a `danban` whose drill of the first ward fails."""
    fake = tmp_path / "bin" / "danban"
    fake.parent.mkdir()
    fake.write_text(
        '#!/bin/sh\necho "$*" >> "$CALLS"\n[ "$2" != list ] || printf "aa\\nbb\\n"\n'
        '[ "$2" != export ] || : > "$4"\n[ "$1$2" != --wardaa ]\n'
    )
    fake.chmod(0o755)
    done = subprocess.run(
        [str(DEPLOY / "backup-province.sh"), str(tmp_path / "backups")], check=False, capture_output=True, text=True,
        env={"PATH": f"{fake.parent}:/usr/bin:/bin", "CALLS": str(tmp_path / "calls")},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "no good backup of: aa\n")
    kept = sorted(each.relative_to(tmp_path / "backups") for each in (tmp_path / "backups").glob("*/*"))
    assert [(each.parent.name, each.suffix) for each in kept] == [("aa", ".part"), ("bb", ".tar")]
    assert [line.split()[:2] for line in (tmp_path / "calls").read_text().splitlines()] == [
        ["province", "list"], ["province", "export"], ["--ward", "aa"], ["province", "export"], ["--ward", "bb"],
    ]  # fmt: skip
