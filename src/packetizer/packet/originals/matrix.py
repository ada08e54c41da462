"""Affine maps as PDF writes them: (a, b, c, d, e, f) takes (x, y) to (ax + cy + e, bx + dy + f)."""

from __future__ import annotations

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)

# The unit square turned clockwise onto itself, by degrees.
TURNS: dict[int, Matrix] = {
    0: IDENTITY,
    90: (0, -1, 1, 0, 0, 1),
    180: (-1, 0, 0, -1, 1, 1),
    270: (0, 1, -1, 0, 1, 0),
}

# What the EXIF orientation tag asks a viewer to do with the unit square (TIFF 6.0, Orientation).
ORIENTATIONS: dict[int, Matrix] = {
    1: IDENTITY,
    2: (-1, 0, 0, 1, 1, 0),
    3: TURNS[180],
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: TURNS[90],
    7: (0, 1, 1, 0, 0, 0),
    8: TURNS[270],
}


def chain(*steps: Matrix) -> Matrix:
    """The map that does the steps in turn."""
    a, b, c, d, e, f = IDENTITY
    for p, q, r, s, t, u in steps:
        a, b, c, d, e, f = (
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        )
    return (a, b, c, d, e, f)


def to_unit(x0: float, y0: float, x1: float, y1: float) -> Matrix:
    """A box onto the unit square."""
    width, height = x1 - x0, y1 - y0
    return (1 / width, 0, 0, 1 / height, -x0 / width, -y0 / height)


def to_box(x: float, y: float, width: float, height: float) -> Matrix:
    """The unit square onto a box."""
    return (width, 0, 0, height, x, y)


def operands(matrix: Matrix) -> str:
    """As they stand before `cm`; six decimals place the far edge within a thousandth of a point."""
    return " ".join(f"{value:.6f}".rstrip("0").rstrip(".") for value in matrix)
