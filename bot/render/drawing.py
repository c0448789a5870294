"""Picture menus, drawn: pictograms with their numbers.

Rules: large digits, dark on white, readable on a 2-inch screen. Loaded with the first picture only:
Pillow takes 4 MB.
"""

import functools
import io

from PIL import Image, ImageDraw, ImageFont

from bot.render.pictures import PICTOGRAMS, names_in

_TILE, _PICTURE, _GAP, _ACROSS = 232, 192, 20, 3
_INK = (16, 36, 62)


@functools.lru_cache(maxsize=128)
def compose(asset: str) -> bytes:
    """The picture menu as PNG. Raises LookupError."""
    names = names_in(asset)
    across = min(len(names), _ACROSS)
    down = -(-len(names) // across)
    high = _TILE + 64
    sheet = Image.new("RGB", (across * (_TILE + _GAP) + _GAP, down * (high + _GAP) + _GAP), "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=52)
    for place, name in enumerate(names):
        left = _GAP + place % across * (_TILE + _GAP)
        top = _GAP + place // across * (high + _GAP)
        draw.rounded_rectangle((left, top, left + _TILE, top + high), 24, outline=_INK, width=5)
        with Image.open(PICTOGRAMS / f"{name}.png") as picture:
            sheet.paste(picture.convert("RGB"), (left + (_TILE - _PICTURE) // 2, top + 14))
        draw.text((left + _TILE / 2, top + high - 40), str(place + 1), _INK, font, anchor="mm")
    out = io.BytesIO()
    sheet.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()
