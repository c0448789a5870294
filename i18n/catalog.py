"""All catalogues, and a message's text in one of them.

Rules: a message missing in a language is taken from its fallback, in the end from `id`, and
never shown as a msgid: one that `id` lacks is a defect, told in the log and as a sorry.
Placeholders are named ({nama}). Variants: `<msgid>.sms`, `.telepon` (a call), `.suara` and
`.tuli` are wordings that `render` prefers on that channel or in that mode.
"""

import logging
from collections.abc import Mapping

from i18n import formats, fragments
from i18n.fragments import Texts
from i18n.locales import BY_TAG, LOCALES, SOURCE
from i18n.message import (
    Date,
    Digits,
    Joined,
    Message,
    Money,
    Month,
    Param,
    Spelled,
    Value,
    When,
)
from i18n.modes import Mode

_log = logging.getLogger(__name__)
_BY_EAR = frozenset({Mode.PEMBACA_LAYAR, Mode.SUARA})
_LOST = "…"
# Wordings of one message for a channel or mode, as '<msgid>.<variant>'.
VARIANTS = ("sms", "telepon", "suara", "tuli")


class Catalog:
    """Texts of every language, ready to be filled in."""

    def __init__(self, texts: Mapping[str, Texts]) -> None:
        self._own = texts
        self._all: dict[str, Texts] = {}
        for locale in LOCALES:
            merged: Texts = {}
            chain = [locale]
            while chain[-1].fallback is not None:
                chain.append(BY_TAG[chain[-1].fallback])
            for link in reversed(chain):
                _lay_over(merged, texts.get(link.tag, {}))
            self._all[locale.tag] = merged

    @classmethod
    def load(cls) -> "Catalog":
        """All fragments of all languages."""
        return cls(fragments.load())

    def own(self, tag: str) -> Texts:
        """A language's own texts, without fallback."""
        return self._own.get(tag, {})

    def merged(self, tag: str) -> Texts:
        """A language's texts as a citizen meets them, with what it falls back to."""
        return self._all[tag]

    def has(self, msgid: str, tag: str) -> bool:
        """Is there a text for this msgid, by fallback too?"""
        return msgid in self._all[tag]

    def text(
        self,
        message: Message,
        tag: str,
        *,
        mode: str = Mode.STANDAR,
        tz: str = "Asia/Jakarta",
        variants: tuple[str, ...] = (),
    ) -> str:
        """The message in one language. `variants` are suffixes to prefer ('sms', 'suara')."""
        texts = self._all.get(tag) or self._all[SOURCE]
        forms = None
        for variant in variants:
            forms = texts.get(f"{message.msgid}.{variant}")
            if forms is not None:
                break
        forms = forms or texts.get(message.msgid)
        if forms is None:
            _log.error("message_missing msgid=%s", message.msgid)
            return _LOST
        form = forms[0]
        if message.count is not None and len(forms) > 1 and message.count != 1:
            form = forms[1]
        if not message.params and message.count is None:
            return form
        filled = {k: self._value(v, tag, mode, tz, variants) for k, v in message.params.items()}
        if message.count is not None:
            filled.setdefault("n", str(message.count))
        try:
            return form.format_map(filled)
        except (KeyError, IndexError, ValueError):
            _log.error("message_broken msgid=%s locale=%s", message.msgid, tag)
            return self.text(message, SOURCE, mode=mode, tz=tz) if tag != SOURCE else _LOST

    def _value(self, value: Value, tag: str, mode: str, tz: str, variants: tuple[str, ...]) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, int):
            return str(value)
        if isinstance(value, Message):
            return self.text(value, tag, mode=mode, tz=tz, variants=variants)
        return self._param(value, tag, mode, tz, variants)

    def _param(self, value: Param, tag: str, mode: str, tz: str, variants: tuple[str, ...]) -> str:
        locale = BY_TAG.get(tag) or BY_TAG[SOURCE]
        cldr = locale.cldr
        match value:
            case Date():
                return formats.date(value.value, cldr)
            case Month():
                return formats.month(value.value, cldr)
            case When():
                return formats.when(value.value, cldr, tz)
            case Money():
                return formats.money(value.value)
            case Digits():
                by_ear = mode in _BY_EAR
                return formats.apart(value.value) if by_ear else formats.grouped(value.value)
            case Spelled():
                return formats.apart(value.value) if mode == Mode.SUARA else value.value
            case Joined():
                items = tuple(self._value(v, tag, mode, tz, variants) for v in value.items)
                if value.lines:
                    return "\n".join(items)
                return formats.joined(items, cldr, locale.conjunction)
        return str(value)


def _lay_over(merged: Texts, own: Texts) -> None:
    """A language's own texts over those it falls back to. A message of its own hides the other
    language's variants of it: nobody gets Indonesian because the SMS wording is missing."""
    for msgid in own:
        for variant in VARIANTS:
            merged.pop(f"{msgid}.{variant}", None)
    merged.update(own)
