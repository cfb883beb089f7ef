#!/usr/bin/env bash
# The common Vietnamese spelling dictionary calls "Ủy ban" misspelt, as the Constitution writes it.
#
# npm dictionary-vi 3.0.0 (the word list of Hunspell) with nspell 2.1.5. A tone may stand on either vowel of oa, oe, uy:
# "hòa" and "hoà" are both in use. Guess: both are right for it. Seen: only one place, "hoà", "thuý", "uỷ", "khoẻ", is right;
# "hòa", "thúy", "ủy", "khỏe" are misspelt. With y or i it is milder: "kỹ" and "kĩ" pass both.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cd "$room"
npm install --silent --no-audit --no-fund nspell@2.1.5 dictionary-vi@3.0.0 >/dev/null
cat >a.mjs <<'JS'
import dictionary from "dictionary-vi";
import nspell from "nspell";

const speller = nspell(Buffer.from(dictionary.aff).toString(), Buffer.from(dictionary.dic).toString());
const right = (words) => words.filter((word) => speller.correct(word));
const newer = right(["hoà", "thuý", "uỷ", "Uỷ", "khoẻ", "kỹ", "kĩ", "ban"]);
const older = right(["hòa", "thúy", "ủy", "Ủy", "khỏe"]);
console.log("right:", newer.join(" "), "| of the older place:", older.join(" ") || "none");
process.exit(newer.length === 8 && older.length === 0 ? 0 : 1);
JS
node a.mjs
