"""Draw the outlines that stand behind maps from Natural Earth's lines, as the npm package `world-atlas` packs them.

    npm pack world-atlas@2.0.2
    python tools/outlines.py world-atlas-2.0.2.tgz

It writes `src/trilateral/ui/outlines/world.json`: for each country rings of [longitude, latitude] in hundredths of a
degree, generalised so far that no line lies much more than four kilometres from Natural Earth's own. Names come from
CLDR when pages are made, by the country's code; what has no code in ISO 3166-1 has no name on our maps.
"""

import argparse
import json
import math
import sys
import tarfile
from pathlib import Path
from typing import Any

from babel import Locale

OUT = Path(__file__).resolve().parent.parent / "src" / "trilateral" / "ui" / "outlines" / "world.json"
SOURCE = "package/countries-50m.json"
TOLERANCE = 0.04
"""Degrees: how far a line may be moved."""
LEAST = 0.12
"""Degrees: what is smaller both ways is left out, unless it is all of a country."""

Point = tuple[float, float]

# What the source calls otherwise than CLDR does.
CALLED = {
    "Bosnia and Herz.": "BA",
    "Central African Rep.": "CF",
    "Congo": "CG",
    "Dem. Rep. Congo": "CD",
    "Côte d'Ivoire": "CI",
    "Czechia": "CZ",
    "Dominican Rep.": "DO",
    "Eq. Guinea": "GQ",
    "Macedonia": "MK",
    "Myanmar": "MM",
    "S. Sudan": "SS",
    "Solomon Is.": "SB",
    "Turkey": "TR",
    "United States of America": "US",
    "eSwatini": "SZ",
    "Palestine": "PS",
    "Hong Kong": "HK",
    "Macao": "MO",
    "Antigua and Barb.": "AG",
    "Bahamas": "BS",
    "Gambia": "GM",
    "St. Kitts and Nevis": "KN",
    "St. Vin. and Gren.": "VC",
    "Saint Lucia": "LC",
    "São Tomé and Principe": "ST",
    "Trinidad and Tobago": "TT",
    "Cabo Verde": "CV",
    "Marshall Is.": "MH",
    "Vatican": "VA",
}


def read_topology(package: Path) -> dict[str, Any]:
    """Return the topology in a package."""
    with tarfile.open(package) as archive:
        file = archive.extractfile(SOURCE)
        if file is None:
            raise SystemExit(f"{package}: expected {SOURCE}")
        found: dict[str, Any] = json.load(file)
    return found


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """Return its arcs in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(simplified(points))
    return arcs


def simplified(points: list[Point]) -> list[Point]:
    """Douglas and Peucker's way: neighbours share an arc, so they still share it afterwards."""
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = 0.0, 0
        for number in range(first + 1, last):
            away = distance(points[number], points[first], points[last])
            if away > far:
                far, at = away, number
        if far > TOLERANCE:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [points[number] for number in sorted(keep)]


def distance(point: Point, one: Point, other: Point) -> float:
    """How far a point lies from a line between two others, in degrees of latitude."""
    squeeze = math.cos(math.radians(one[1]))
    x, y = (point[0] - one[0]) * squeeze, point[1] - one[1]
    dx, dy = (other[0] - one[0]) * squeeze, other[1] - one[1]
    length = dx * dx + dy * dy
    share = 0.0 if not length else min(max((x * dx + y * dy) / length, 0.0), 1.0)
    return math.hypot(x - share * dx, y - share * dy)


def ring_of(indexes: list[int], arcs: list[list[Point]]) -> list[list[int]]:
    """Join arcs to a closed ring in hundredths of a degree."""
    points: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc if not points else arc[1:]
    ring: list[list[int]] = []
    for lon, lat in points:
        at = [round(lon * 100), round(lat * 100)]
        if not ring or ring[-1] != at:
            ring.append(at)
    return ring


def rings_of(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[list[list[int]]]:
    """Return the outer rings of a country, the largest first; lakes and enclaves are rings of their own or none."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    rings = [ring_of(polygon[0], arcs) for polygon in polygons]
    rings = sorted((ring for ring in rings if len(ring) > 3), key=size, reverse=True)
    return [ring for number, ring in enumerate(rings) if number == 0 or size(ring) >= LEAST * 100]


def size(ring: list[list[int]]) -> int:
    """How large a ring is the longer way, in hundredths of a degree."""
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    return max(max(lons) - min(lons), max(lats) - min(lats))


def main() -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("package", type=Path)
    topology = read_topology(parser.parse_args().package)
    arcs = arcs_of(topology)
    codes = {name: code for code, name in Locale("en").territories.items() if len(code) == 2} | CALLED
    lines = []
    unnamed = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = codes.get(name, codes.get(name.replace(" and ", " & "), ""))
        if not code:
            unnamed.append(name)
        lines += [{"code": code, "ring": ring} for ring in rings_of(geometry, arcs)]
    text = ",\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
    OUT.write_text(f"[\n{text}\n]\n", "utf-8")
    sys.stdout.write(f"{OUT}: {len(lines)} rings, {OUT.stat().st_size} bytes; without a name: {', '.join(unnamed)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
