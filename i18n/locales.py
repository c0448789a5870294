"""The one list of languages. Everything that needs to know them reads it here.

Rules: a locale is offered to citizens once its folder holds the core messages. Babel 2.18 has no
data for min, mad, bug, ban, ace and pmy: dates and money are then written as in `id`. The plural
rules Babel writes for id, jv and su are wrong; the right ones stand here.
"""

from functools import cache
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
SOURCE = "id"
_ONE_FORM = "nplurals=1; plural=0;"


class Locale(msgspec.Struct, frozen=True):
    """A language of the bot. `cldr` is the locale Babel formats with, and `conjunction` the 'and'
    of a list where Babel has no data; `fallback` the catalogue for messages it lacks; `voice` the
    espeak-ng voice, if one can be understood."""

    tag: str
    own_name: str
    cldr: str = "id"
    fallback: str | None = SOURCE
    plural: str = _ONE_FORM
    voice: str | None = None
    conjunction: str | None = None

    @property
    def folder(self) -> Path:
        """Where its catalogue fragments are."""
        return HERE / self.tag / "LC_MESSAGES"


LOCALES = (
    Locale("id", "Bahasa Indonesia", fallback=None, voice="id"),
    Locale("id@mudah", "Bahasa Indonesia mudah", voice="id"),
    Locale("jv", "Basa Jawa", cldr="jv"),
    Locale("su", "Basa Sunda", cldr="su"),
    Locale("min", "Baso Minangkabau", conjunction="jo"),
    Locale("mad", "Bhâsa Madhurâ", conjunction="ban"),
    Locale("ban", "Basa Bali", conjunction="miwah"),
    Locale("bug", "Basa Ugi", conjunction="sibawa"),
    Locale("ace", "Bahsa Acèh", conjunction="ngon"),
    Locale("pmy", "Melayu Papua", conjunction="deng"),
    Locale("en", "English", cldr="en", plural="nplurals=2; plural=(n != 1);", voice="en"),
)
_ALIASES = {"in": "id", "ind": "id", "jw": "jv", "jav": "jv", "sun": "su", "eng": "en"}
BY_TAG = {locale.tag: locale for locale in LOCALES}


@cache
def offered() -> tuple[Locale, ...]:
    """Languages a citizen may choose: those whose core messages are there, without variants."""
    return tuple(
        locale
        for locale in LOCALES
        if "@" not in locale.tag and (locale.folder / "core.po").is_file()
    )


def negotiate(hint: str | None) -> str:
    """The language for a phone's locale ('jv-ID', 'en_US', 'in'); `id` when in doubt.

    Phones say 'in' for Indonesian (the code before ISO 639:1989), some 'jw' for Javanese, a few
    the three letters of ISO 639-2. Only an offered language's own code counts: Babel's
    `negotiate_locale` would prefer jv to id@mudah.
    """
    code = (hint or "").strip().replace("_", "-").split("-")[0].lower()
    code = _ALIASES.get(code, code)
    tags = {locale.tag for locale in offered()}
    return code if code in tags else SOURCE
