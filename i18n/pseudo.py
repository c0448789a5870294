"""A language that nobody speaks, to find words that come from no catalogue.

Rules: pure. Every text is put between ⟦ and ⟧ and gets accents; placeholders stay. Whatever
letters stand outside the brackets of a rendered message, and were not typed by a citizen, are
words in the code.
"""

import re
from collections.abc import Iterable

from i18n.catalog import Catalog
from i18n.fragments import Texts
from i18n.locales import SOURCE

OPEN, CLOSE = "⟦", "⟧"
_ACCENTED = str.maketrans("aeioucnyAEIOUCNY", "áéíóúçñýÁÉÍÓÚÇÑÝ")
_PLACEHOLDER = re.compile(r"(\{\w*\})")
_LETTERS = re.compile(r"[^\W\d_]+")
# Word lists are compared with what citizens type; bent, they would understand nobody.
_UNBENT = ("words.", "intent.", "singkatan.")


def pseudo(text: str) -> str:
    """'Halo, {nama}' -> '⟦Háló, {nama}⟧'."""
    parts = _PLACEHOLDER.split(text)
    bent = (p if i % 2 else p.translate(_ACCENTED) for i, p in enumerate(parts))
    return f"{OPEN}{''.join(bent)}{CLOSE}"


def pseudo_catalog(catalog: Catalog) -> Catalog:
    """`catalog` with every text of its source language bent; the other languages are empty."""
    texts: Texts = {
        msgid: forms if msgid.startswith(_UNBENT) else tuple(pseudo(form) for form in forms)
        for msgid, forms in catalog.own(SOURCE).items()
    }
    return Catalog({SOURCE: texts})


def strangers(text: str, data: Iterable[str] = ()) -> list[str]:
    """Words outside all brackets, but for `data` (names and places that people typed or that a
    register holds)."""
    for known in sorted(data, key=len, reverse=True):
        text = text.replace(known, " ")
    outside, depth = [], 0
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        outside.append(" " if depth > 0 or character in (OPEN, CLOSE) else character)
    return _LETTERS.findall("".join(outside))
