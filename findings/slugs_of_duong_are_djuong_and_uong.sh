#!/usr/bin/env bash
# The address of "Đường Phùng Chí Kiên" begins with "djuong", "uong" or "duong", by the library that makes it.
#
# npm slugify 1.6.9, npm @sindresorhus/slugify 3.0.1, Django 5.2.19. Guess: all of them map đ to d. Seen: slugify takes đ for the Croatian letter and writes "dj" (with locale "vi" it writes "d");
# Django drops the letter, because it does not decompose: "đổ" and "ổ" get one address; @sindresorhus/slugify writes "d".
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
cd "$room"
npm install --silent --no-audit --no-fund slugify@1.6.9 @sindresorhus/slugify@3.0.1 >/dev/null
cat >slugs.mjs <<'JS'
import other from "@sindresorhus/slugify";
import slugify from "slugify";

const said = "Đường Phùng Chí Kiên";
console.log(slugify(said));
console.log(slugify(said, { locale: "vi" }));
console.log(other(said));
JS
found="$(node slugs.mjs) $("$room/venv/bin/python" -c '
from django.utils.text import slugify
print(slugify("Đường Phùng Chí Kiên"), slugify("đổ") == slugify("ổ") == "o")')"
echo "$found"
[ "$(echo $found)" = "DJuong-Phung-Chi-Kien Duong-Phung-Chi-Kien duong-phung-chi-kien uong-phung-chi-kien True" ]
