#!/usr/bin/env bash
# DuckDB finds out by itself how a table writes dates, and takes 30/11/26 for 26 November 2030.
#
# duckdb 2.0.1. Guess: the risk is day against month; with a 30 among the days it can only be day/month/year. Seen: day and
# month are right in tables with four figures of the year, even where each could be either. With two figures the year is
# taken to come first: "02/03/26" is 26 March 2002 and "30/11/26" is 26 November 2030, as DATE and without a word; written
# without zeros, "2/3/26", it is right again. A column of amounts "500.000" becomes 500.0; telephone numbers keep their zero.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1
cd "$room"
"$room/venv/bin/python" -W ignore - <<'PY'
import sys
from pathlib import Path

import duckdb


def read(*days):
    lines = ["ngay,tien,sdt", *(f"{day},{amount}.000,0912345678" for amount, day in enumerate(days, 500))]
    Path("a.csv").write_text("\n".join(lines) + "\n")
    rows = duckdb.sql("SELECT * FROM read_csv('a.csv')").fetchall()
    return [str(day) for day, _, _ in rows], rows[0][1:]


four, (amount, phone) = read("02/03/2026", "05/04/2026")
two, _ = read("02/03/26", "30/11/26")
bare, _ = read("2/3/26", "5/4/26")
print(four, two, bare, amount, phone)
as_seen = four == ["2026-03-02", "2026-04-05"] and two == ["2002-03-26", "2030-11-26"] and bare == four
sys.exit(0 if as_seen and (amount, phone) == (500.0, "0912345678") else 1)
PY
