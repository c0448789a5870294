"""Picture menus by name: the pictograms of a menu's options, which `drawing` makes one PNG of.

Rules: an asset's name says what is in it ('menu/cek.usul.lainnya.png'), so any process can make
it; only known pictograms have names.
"""

import functools
from collections.abc import Sequence
from pathlib import Path

from handlers.dialogue.prompt import Option
from i18n.message import Message

FOLDER = "menu/"
_SUFFIX = ".png"
PICTOGRAMS = Path(__file__).parent.parent / "assets" / "pictograms"
_MOST = 9  # options; more than one digit would not be a key


@functools.cache
def known() -> frozenset[str]:
    """The pictograms there are."""
    return frozenset(path.stem for path in PICTOGRAMS.glob("*.png"))


def pictogram_of(option: Option) -> str | None:
    """The pictogram of an option: the one it names, or the one called like its label's msgid."""
    label = option.label
    return _pictogram(option.pictogram, label.msgid if isinstance(label, Message) else "")


@functools.cache
def _pictogram(named: str | None, msgid: str) -> str | None:
    whole = msgid.replace(".", "_")
    names = (named, whole, whole.partition("_")[2])
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
