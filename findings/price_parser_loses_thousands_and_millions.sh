#!/usr/bin/env bash
# price-parser takes "1,5 triệu đồng" for one and a half đồng, though it knows that "8.000 đồng" are eight thousand.
#
# price-parser 0.5.1, which reads amounts with their currency. Guess: amounts of Vietnamese fees are read whole, or not at all;
# it knows the currency "đ" and that the dot parts thousands. Seen: "8.000 đồng" is 8000 and "đ", right. "15 nghìn đồng" is
# 15 and "đ", "1,5 triệu đồng" 1.5 and "đ": the word between is passed over, although the currency after it is taken. The
# usual "VNĐ" is no currency, while "VND" is one.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check price-parser==0.5.1
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

from price_parser import Price

SAID = {
    "8.000 đồng": ("8000", "đ"), "15 nghìn đồng": ("15", "đ"), "1,5 triệu đồng": ("1.5", "đ"),
    "2.000.000 VNĐ": ("2000000", None), "2.000.000 VND": ("2000000", "VND"),
}  # fmt: skip
read = {words: (str(price.amount), price.currency) for words in SAID if (price := Price.fromstring(words))}
print(read)
sys.exit(0 if read == SAID else 1)
PY
