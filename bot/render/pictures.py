"""Picture menus: the pictograms of a menu's options with their numbers, in one PNG.

Rules: an asset's name says what is in it ('menu/cek.usul.lainnya.png'), so any process can make
it; only known pictograms are drawn. Large digits, dark on white: readable on a 2-inch screen.
"""

import functools
import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from handlers.dialogue.prompt import Option
from i18n.message import Message

FOLDER = "menu/"
_SUFFIX = ".png"
PICTOGRAMS = Path(__file__).parent.parent / "assets" / "pictograms"
_TILE, _PICTURE, _GAP, _ACROSS = 232, 192, 20, 3
_INK = (16, 36, 62)
_MOST = 9  # options; more than one digit would not be a key


@functools.cache
def known() -> frozenset[str]:
    """The pictograms there are."""
    return frozenset(path.stem for path in PICTOGRAMS.glob("*.png"))


def pictogram_of(option: Option) -> str | None:
    """The pictogram of an option: the one it names, or the one called like its label's msgid."""
    names = [option.pictogram] if option.pictogram else []
    if isinstance(option.label, Message):
        whole = option.label.msgid.replace(".", "_")
        names += [whole, whole.partition("_")[2]]
    return next((name for name in names if name in known()), None)


def menu_asset(options: Sequence[Option]) -> str | None:
    """The picture menu of these options; None unless each has a pictogram, or for a single one."""
    names = [pictogram_of(option) for option in options]
    if not 1 < len(names) <= _MOST or None in names:
        return None
    return f"{FOLDER}{'.'.join(name for name in names if name)}{_SUFFIX}"


def names_in(asset: str) -> list[str]:
    """The pictograms a picture menu shows. Raises LookupError for a name that is none."""
    stem = asset.removeprefix(FOLDER).removesuffix(_SUFFIX)
    names = stem.split(".")
    if len(names) > _MOST or not set(names) <= known():
        raise LookupError("no such picture")
    return names


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
