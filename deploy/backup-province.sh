#!/bin/sh
# Makes a backup of each ward of the registry in a folder of its own below $1, and restores it into a temporary place
# (`danban drill`) before it gets its name. A ward that fails is told at the end, and does not stop the next.
# Backups older than 30 days are removed after a good one of the same ward.
set -u
umask 077
folder=${1:?the folder of the backups}
failed=
wards=$(danban province list --codes) || exit 1
for code in $wards; do
	mkdir -p "$folder/$code"
	at="$folder/$code/$code-$(date -u +%Y%m%dT%H%M%SZ)"
	rm -f "$folder/$code"/*.part
	if danban province export "$code" "$at.part" && danban --ward "$code" drill "$at.part"; then
		mv "$at.part" "$at.tar"
		find "$folder/$code" -name "$code-*.tar" -mtime +30 -delete
	else
		failed="$failed $code"
	fi
done
[ -z "$failed" ] || { echo "no good backup of:$failed" >&2; exit 1; }
