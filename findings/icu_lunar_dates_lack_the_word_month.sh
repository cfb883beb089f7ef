#!/usr/bin/env bash
# The lunar date of a browser reads "ngày 22 10 năm Bính Ngọ" in Vietnamese, and its year begins on the Vietnamese day by mistake.
#
# Node.js with its ICU (seen with Node 20.20.2, ICU 78.2), no package; locale vi-u-ca-chinese. Guess: the full form is the long
# one with a weekday, and the calendar is the one of Beijing. Seen: the long form says "Ngày 22 tháng 10", the full form has no
# word for the month. ICU has the first day of 2030 on 2 February, while in China it is 3 February (the new moon is shortly past
# midnight there); so it agrees with Vietnam in a year in which the two countries differ. "dangi", of Korea, has 3 February.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cat >"$room/a.cjs" <<'JS'
const say = (date, locale, how) => new Intl.DateTimeFormat(locale, { timeZone: "Asia/Ho_Chi_Minh", ...how }).format(date);
const noon = (year, month, day) => new Date(Date.UTC(year, month - 1, day, 5));
const first = (calendar) => {
  for (let day = 1; day < 6; day += 1) {
    const how = { day: "numeric", month: "numeric" };
    if (say(noon(2030, 2, day), `en-u-ca-${calendar}`, how) === "1/1") return day;
  }
  return 0;
};
const said = {
  full: say(noon(2026, 11, 30), "vi-u-ca-chinese", { dateStyle: "full" }),
  long: say(noon(2026, 11, 30), "vi-u-ca-chinese", { dateStyle: "long" }),
  china: first("chinese"),
  korea: first("dangi"),
};
console.log(process.versions.icu, said);
const wanted = {
  full: "Thứ Hai, ngày 22 10 năm Bính Ngọ", long: "Ngày 22 tháng 10 năm Bính Ngọ", china: 2, korea: 3,
};
process.exit(JSON.stringify(said) === JSON.stringify(wanted) ? 0 : 1);
JS
node "$room/a.cjs"
