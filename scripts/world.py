#!/usr/bin/env python3
"""Draws clients/gateway/static/world.svg: the world in dots, on which the scan page shows a route.

    scripts/world.py

The outlines below are our own, drawn from memory through capes, deltas and cities, a few degrees exact: just
enough to tell a continent in dots. Units of the drawing are degrees, x to the east and y to the south.
"""

import pathlib

OUT = pathlib.Path(__file__).resolve().parent.parent / "clients/gateway/static/world.svg"
# From dot to dot, in degrees.
STEP = 2
NORTH, SOUTH = 78, -55

# Longitude and latitude, around each piece of land.
LAND = {
    "North America": "-168 66 -162 70 -156 71 -140 70 -128 70 -115 68 -108 68 -95 68 -94 72 -85 70 -82 67 -87 64 -94 60 -92 57"
    " -82 55 -79 51 -77 57 -77 62 -70 61 -65 59 -60 55 -56 52 -65 50 -66 48 -61 46 -66 44 -70 43 -71 41 -74 40 -76 35"
    " -81 31 -80 26 -81 25 -83 29 -89 30 -94 29 -97 27 -98 22 -96 19 -91 18 -90 21 -87 21 -88 16 -83 15 -83 10 -79 9"
    " -77 8 -80 7 -85 10 -92 14 -97 16 -105 20 -109 25 -113 31 -115 30 -110 23 -115 28 -118 34 -122 37 -124 42 -124 48"
    " -130 54 -136 58 -146 61 -152 59 -158 57 -164 55 -158 59 -165 61 -166 64",
    "Arctic islands": "-120 76 -122 72 -110 69 -97 70 -90 73 -92 76",
    "Baffin": "-88 74 -80 74 -68 69 -62 66 -65 63 -72 64 -78 69 -88 71",
    "Ellesmere": "-90 79 -88 77 -78 77 -72 79",
    "Greenland": "-72 78 -60 76 -54 70 -51 64 -44 60 -40 65 -24 70 -20 76 -18 81 -60 82",
    "Cuba": "-84 22 -77 21 -75 20 -80 23",
    "Hispaniola": "-74 20 -69 19 -71 18",
    "South America": "-77 8 -72 12 -62 11 -51 4 -50 0 -44 -2 -38 -4 -35 -7 -39 -13 -39 -18 -42 -23 -48 -26 -52 -33 -58 -35"
    " -57 -38 -62 -39 -65 -43 -66 -47 -69 -52 -68 -55 -73 -53 -75 -47 -73 -40 -71 -30 -70 -18 -76 -14 -81 -6 -80 0 -77 4",
    "Africa": "-6 35 3 37 10 37 11 34 20 31 25 32 32 31 34 28 37 21 39 15 43 11 51 12 47 4 41 -2 39 -7 41 -15 35 -20 35 -24"
    " 32 -28 27 -34 19 -35 15 -27 12 -17 13 -9 9 -1 9 4 4 6 -4 5 -8 4 -13 8 -17 14 -16 20 -13 27 -10 31",
    "Madagascar": "49 -12 50 -16 47 -25 44 -24 44 -18",
    "Europe and Asia": "-9 37 -9 43 -2 43 -1 46 -4 48 2 51 5 53 8 57 10 57 10 54 14 54 20 55 23 57 24 59 30 60 24 60 22 62"
    " 25 65 22 66 17 62 18 60 16 57 13 55 11 59 7 58 5 61 10 64 15 68 25 71 40 67 33 67 38 64 44 66 44 68 60 69 68 68"
    " 70 73 75 72 80 73 100 76 112 74 130 71 140 73 160 70 170 70 180 69 180 65 176 62 164 60 163 56 157 51 156 57 163 62"
    " 155 59 142 59 135 54 141 53 140 48 132 43 128 40 129 36 126 34 126 38 121 40 118 39 122 37 119 35 122 31 121 28"
    " 117 23 110 21 106 20 109 14 107 10 105 9 103 11 100 13 99 10 103 4 104 1 101 3 98 9 98 15 95 16 92 22 88 22 83 18"
    " 80 15 80 10 77 8 74 15 73 20 70 21 67 25 57 25 57 27 52 27 48 30 51 25 54 24 57 24 60 22 57 18 52 16 45 13 43 14"
    " 39 21 35 28 35 33 36 37 30 36 27 37 26 40 30 41 36 42 41 42 38 45 35 45 33 46 30 46 28 42 24 41 23 38 21 38 19 42"
    " 13 45 14 42 18 40 16 38 12 42 9 44 3 43 0 40 -2 37 -6 37",
    "Scandinavia's south": "5 61 7 58 11 59 13 56 16 57 18 60 17 62 22 65 15 67",
    "Britain": "-5 50 1 51 1 53 -2 56 -3 58 -5 58 -5 56 -3 54 -5 52",
    "Ireland": "-10 52 -6 52 -6 55 -8 55",
    "Iceland": "-24 65 -18 66 -14 65 -18 63",
    "Novaya Zemlya": "52 71 58 71 68 77 60 76",
    "Svalbard": "12 78 20 80 22 78 16 77",
    "Japan": "130 31 132 34 136 35 140 38 141 41 142 40 141 36 140 35 136 33",
    "Hokkaido": "140 42 142 45 145 43 143 42",
    "Sakhalin": "142 46 142 54 144 50",
    "Taiwan": "120 22 121 25 122 25 121 22",
    "Hainan": "108 19 110 20 111 19",
    "Philippines": "120 18 122 18 122 14 126 9 126 6 122 7 121 13",
    "Sumatra": "95 6 104 -2 106 -6 102 -5",
    "Java": "105 -6 114 -7 115 -9 106 -8",
    "Borneo": "109 2 113 4 117 7 119 5 117 0 116 -4 111 -3",
    "Sulawesi": "119 -5 120 1 125 2 121 0 123 -5",
    "Timor": "119 -8 127 -8 124 -10",
    "New Guinea": "131 -1 135 -2 141 -3 146 -6 151 -10 144 -8 138 -8 133 -4",
    "Sri Lanka": "80 9 82 8 81 6",
    "Australia": "114 -22 114 -26 116 -32 116 -35 120 -34 124 -33 131 -31 136 -34 140 -38 147 -39 150 -37 153 -32 153 -26"
    " 149 -21 146 -18 143 -11 141 -13 140 -17 136 -15 136 -12 131 -12 126 -14 122 -18",
    "Tasmania": "144 -41 148 -41 147 -43",
    "New Zealand's north": "173 -35 178 -38 176 -41 174 -39",
    "New Zealand's south": "173 -41 174 -42 170 -46 167 -46 170 -43",
    "New Caledonia": "164 -20 167 -22 166 -22",
    "Hawaii": "-157 22 -155 19 -157 20",
}
# What lies within an outline and is no land.
WATER = {
    "Hudson Bay": "-94 61 -92 57 -82 55 -79 52 -77 57 -78 62 -86 64",
    "Great Lakes": "-92 47 -84 47 -80 44 -84 44 -87 42 -87 46",
    "Black Sea": "28 42 35 42 41 42 38 45 33 46 30 46",
    "Caspian Sea": "48 45 53 46 53 37 50 37",
    "Red Sea": "33 28 38 21 43 12 40 15 35 27",
    "Baltic": "15 55 20 56 22 59 18 60 17 57",
    "Bothnia": "18 62 22 63 24 65 21 64",
    "Persian Gulf": "49 30 56 26 52 25 49 28",
}


def outline(text):
    numbers = [float(number) for number in text.split()]
    return list(zip(numbers[::2], numbers[1::2]))


def inside(x, y, points):
    """Whether a point lies within an outline: an odd number of its sides is passed on the way out."""
    hit = False
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1]):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            hit = not hit
    return hit


def main():
    land = [outline(text) for text in LAND.values()]
    water = [outline(text) for text in WATER.values()]
    runs = []
    y = NORTH
    while y >= SOUTH:
        row = []
        x = -180.0
        while x < 180:
            dry = any(inside(x, y, it) for it in land) and not any(inside(x, y, it) for it in water)
            if dry and row and row[-1][1] == x - STEP:
                row[-1][1] = x
            elif dry:
                row.append([x, x])
            x += STEP
        # A line of dashes without length is a row of dots: it must end just behind the last one.
        runs += [f"M{a:g} {-y:g}h{b - a + 0.01:g}" for a, b in row]
        y -= STEP
    OUT.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 -90 360 180" fill="none" stroke="#8a93a3"'
        f' stroke-width="1.1" stroke-linecap="round" stroke-dasharray="0 {STEP:g}">'
        f'<path d="{"".join(runs)}"/></svg>\n',
        encoding="ascii",
    )


if __name__ == "__main__":
    main()
