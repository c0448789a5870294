"""Render bot/assets/pictograms/*.svg to PNG: `python scripts/pictograms.py`.

Needs `resvg-py` (not in the lock: the PNGs are committed, so only who changes a drawing needs
it). 192 px a picture, opaque white behind it, so that dark themes show it the same.
"""

import io
import sys
from pathlib import Path

import resvg_py
from PIL import Image

FOLDER = Path(__file__).resolve().parent.parent / "bot" / "assets" / "pictograms"
SIZE = 192


def render(svg: Path) -> None:
    """Write the PNG beside its SVG."""
    drawn = resvg_py.svg_to_bytes(svg_path=str(svg), width=SIZE, height=SIZE)
    picture = Image.open(io.BytesIO(bytes(drawn))).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    small = white.convert("RGB").quantize(32)
    small.save(svg.with_suffix(".png"), optimize=True)


if __name__ == "__main__":
    sources = sorted(FOLDER.glob("*.svg"))
    for source in sources:
        render(source)
    sys.stderr.write(f"{len(sources)} pictograms\n")
