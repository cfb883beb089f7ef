#!/usr/bin/env bash
# Vietnam's own grid, written as a PROJ string by pyproj itself, lies 224 metres beside.
#
# pyproj 3.7.2. Boundaries of wards come in VN-2000 (here EPSG 9213, TM-3 106-30). VN-2000 has the ellipsoid of WGS 84, so
# the string says +ellps=WGS84 and looks whole. Guess: with the same ellipsoid the loss of the datum costs a metre or two.
# Seen: 224 m, in a straight line, for a point in Thái Nguyên; the transformation is named "Ballpark". The old strings
# with +towgs84 and seven numbers are within a metre of the EPSG way, and WKT keeps the shift by the datum's name.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check pyproj==3.7.2
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

from pyproj import CRS, Geod, Transformer

HERE = (430_000.0, 2_391_000.0)
OLD = (
    "+proj=tmerc +lat_0=0 +lon_0=106.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m +no_defs "
    "+towgs84=-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278"
)
grid = CRS.from_epsg(9213)


def place(system):
    return Transformer.from_crs(system, 4326, always_xy=True).transform(*HERE)


right = place(grid)
ways = {"PROJ string": grid.to_proj4(), "with towgs84": OLD, "WKT of ESRI": grid.to_wkt("WKT1_ESRI")}
off = {name: round(Geod(ellps="WGS84").inv(*right, *place(CRS(text)))[2], 1) for name, text in ways.items()}
print(right, grid.to_proj4(), off)
sys.exit(0 if 220 < off["PROJ string"] < 228 and off["with towgs84"] < 1.5 and off["WKT of ESRI"] == 0 else 1)
PY
