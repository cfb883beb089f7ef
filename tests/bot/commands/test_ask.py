"""`danban ask`: one JSON line per talk, without service, database or key; a wrong file gets a clear sentence."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, object]], str]:
    with pytest.raises(SystemExit) as ended:
        main(["ask", *arguments])
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, [json.loads(line) for line in out.splitlines()], err


def written(tmp_path: Path, name: str, *lines: object) -> str:
    path = tmp_path / name
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", "utf-8")
    return str(path)


def test_each_talk_is_answered_from_the_demo_ward(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    lines = written(
        tmp_path, "lines.jsonl",
        {"id": "a", "turns": ["tách hộ", "mấy ngày thì xong"]},
        {"id": "b", "turns": ["nhà tôi đang cháy, cứu với"]},
        {"turns": ["căn cước"]},
    )  # fmt: skip
    code, found, err = run(capsys, "--file", lines)
    assert (code, err) == (0, "")
    assert list(found[0]) == ["id", "kind", "codes", "field", "reason", "sure", "top"]
    assert (found[0]["kind"], found[0]["codes"], found[0]["field"]) == ("answer", ["1.010038"], "time")
    assert (found[1]["kind"], found[1]["codes"], found[1]["reason"]) == ("pass", [], "khan_cap")
    assert (found[2]["id"], found[2]["kind"]) == (3, "clarify")
    assert [each.name for each in tmp_path.iterdir()] == ["lines.jsonl"]


def test_another_base_is_answered_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = written(tmp_path, "base.jsonl", {"id": "x-cho", "name": "Thuê chỗ bán ở chợ Linh Sơn", "fee": None})
    lines = written(tmp_path, "lines.jsonl", {"id": 1, "turns": ["thuê chỗ bán ở chợ Linh Sơn thế nào"]})
    assert run(capsys, "--base", base, "--file", lines)[1][0]["codes"] == ["x-cho"]


@pytest.mark.parametrize("line", ["1", "{}", '{"turns": []}', '{"turns": 3}', "[" * 100_000])
def test_an_odd_line_is_named(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(f'{{"turns": ["alo"]}}\n{line}\n', "utf-8")
    code, _, err = run(capsys, "--file", str(lines))
    assert code == 1
    assert "line 2: write each line as" in err


@pytest.mark.parametrize(
    "odd",
    [
        {"id": "1"},
        {"id": "1", "name": ["a"]},
        {"id": "1", "name": "a", "time": 3},
        {"id": "1", "name": "a", "time": {"n": "hai"}},
        {"id": "1", "name": "a", "seen": "hôm qua"},
        {"id": "1", "name": "a", "variants": [{"part": "b"}]},
        {"id": "1", "name": "a", "documents": "giấy"},
    ],
)
def test_an_odd_record_is_said(odd: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = written(tmp_path, "base.jsonl", odd)
    code, _, err = run(capsys, "--base", base, "--file", written(tmp_path, "lines.jsonl", {"turns": ["alo"]}))
    assert (code, "1" in err or "record" in err.lower()) == (1, True)
