#!/usr/bin/env bash
# Two wards of a province are strangers to a browser at thainguyen.vn, and one site at thainguyen.gov.vn.
#
# publicsuffixlist 1.1.2.20261023 (the list by which browsers bound cookies). Guess: the name of a province is an ordinary
# name in both places. Seen: thainguyen.vn is a public suffix, like com.vn; thainguyen.gov.vn is not. So SameSite cookies
# and Domain= of a ward's pages reach all offices of the province under gov.vn, and a portal at thainguyen.vn itself can
# set none for its wards. The list has provinces of before July 2025: backan.vn is still one, and the city of Hồ Chí
# Minh only as thanhphohochiminh.vn.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check publicsuffixlist==1.1.2.20261023
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

from publicsuffixlist import PublicSuffixList

NAMES = (
    "linhson.thainguyen.gov.vn", "linhson.thainguyen.vn", "thainguyen.vn", "ward.backan.vn", "ward.hochiminh.vn",
    "ward.thanhphohochiminh.vn",
)
listed = PublicSuffixList()
sites = {name: listed.privatesuffix(name) for name in NAMES}
print(sites)
wanted = {
    "linhson.thainguyen.gov.vn": "thainguyen.gov.vn", "linhson.thainguyen.vn": "linhson.thainguyen.vn",
    "thainguyen.vn": None, "ward.backan.vn": "ward.backan.vn", "ward.hochiminh.vn": "hochiminh.vn",
    "ward.thanhphohochiminh.vn": "ward.thanhphohochiminh.vn",
}
sys.exit(0 if sites == wanted else 1)
PY
