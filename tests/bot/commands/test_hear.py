"""`danban hear`: one JSON line per line, without service, database or key; a wrong file gets a clear sentence."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main


def run(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["hear", "--file", str(path)])
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out, err


def test_each_line_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        '{"id": "a", "text": "đèn đường ngõ 12 tổ ba không sáng"}\n\n'
        '{"id": "b", "text": "cháy nhà rồi", "lang": "vi"}\n{"text": "ls 26 15"}\n',
        "utf-8",
    )
    code, out, err = run(lines, capsys)
    heard = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [each["id"] for each in heard] == ["a", "b", 3]
    assert list(heard[0]) == [
        *("id", "lang", "wish", "right", "kind", "kind_sure", "kinds", "topic", "urgent", "numbers", "sealed", "unit"),
        *("place", "code", "unsure"),
    ]
    assert (heard[0]["wish"], heard[0]["unit"], heard[0]["place"]) == ("report", "tdp-3", "ngõ 12")
    assert (heard[1]["wish"], heard[1]["urgent"], heard[1]["numbers"]) == ("emergency", "life", ["114"])
    assert (heard[2]["wish"], heard[2]["code"]) == ("code", "LS-26-000015")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["lines.jsonl"]


@pytest.mark.parametrize("line", ["đèn hỏng", "[1]", '{"id": 1}', "[" * 100_000])
def test_an_odd_line_is_named(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(f'{{"text": "alo"}}\n{line}\n', "utf-8")
    code, _, err = run(lines, capsys)
    assert code == 1
    assert "line 2: write each line as" in err


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "no.jsonl", capsys)[0] == 1
