"""Who and where a sentence is about: the name and the place that it says.

Rules: cut out as written; what is not sure is left out, and asked.
"""

from collections.abc import Sequence

from handlers.dialogue.text import fold
from handlers.understanding import aid, places, spans
from handlers.understanding.meant import is_meant
from handlers.understanding.numbers import find_birth_year
from handlers.understanding.places import Places
from handlers.understanding.tokens import Token
from handlers.understanding.vocabulary import LOWER_MARKS, PLACE_MARKS

_HAMLETS = frozenset(("banjar", "br", "dukuh", "dukuhan", "lorong", "gang", "gg", "blok"))
_LEAST_NAME = 2  # letters: 'Na' is a name, a stray letter is none


class Subject:
    """Finds names and places, with what the regions know."""

    def __init__(self, regions: Places) -> None:
        self._regions = regions

    def find(
        self,
        text: str,
        tokens: Sequence[Token],
        number: tuple[str, int, int] | None,
        flow: str = "cek_bansos",
        kind: str | None = None,
        about_aid: aid.Spans = (),
    ) -> dict[str, str]:
        """The name and the place in a sentence, as far as they are sure."""
        taken = [*about_aid, *([] if number is None else [number[1:]])]
        skip = frozenset(
            i
            for i, token in enumerate(tokens)
            if any(start <= token.start < end for start, end in taken)
        )
        found = spans.find(text, tokens, skip)
        name, place = list(found.name), list(found.place)
        if place and not self._is_place(text, tokens, place):
            place = []
        elif place:
            name, place = self._both(text, tokens, name, found.tail, place, found.leads)
        elif name:
            name, place = self._parted(text, tokens, name, found.tail)
        meant = flow == "sanggah" and is_meant(tokens, name, kind)
        if flow != "cek_bansos" and not found.marked and not meant:
            name = []
        if flow != "cek_bansos" and not self._sure_place(tokens, place):
            place = []
        while place and len(name) > 1 and tokens[name[-1]].folded in _HAMLETS:
            name.pop()  # 'ni ketut sutarini banjar yehembang mendoyo'
        slots = {}
        written = spans.cut(text, tokens, name) if name else ""
        if sum(c.isalpha() for c in written) >= _LEAST_NAME:
            slots["nama"] = written
            slots |= {"jenis": "sanggah"} if meant and kind is None else {}
        if place:
            written = spans.cut(text, tokens, place)
            slots["wilayah"] = places.parted(self._regions, written) or written
        if "nama" in slots and (year := find_birth_year(text)) is not None:
            slots["lahir"] = year
        return slots

    def _sure_place(self, tokens: Sequence[Token], place: Sequence[int]) -> bool:
        """In a story only what is marked ('desa ...') or names two levels is a place."""
        said = [tokens[i].folded for i in place]
        marked = not PLACE_MARKS.isdisjoint(said)
        return marked or bool(places.names_two_levels(self._regions, said))

    def _is_place(self, text: str, tokens: Sequence[Token], place: list[int]) -> bool:
        """Marked as a place ('desa ...'), or known to be one ('di pabrik' is none)."""
        marked = any(tokens[i].folded in PLACE_MARKS for i in place)
        return marked or places.recognised(self._regions, spans.cut(text, tokens, place))

    def _both(
        self,
        text: str,
        tokens: Sequence[Token],
        name: list[int],
        tail: list[int],
        place: list[int],
        leads: bool,
    ) -> tuple[list[int], list[int]]:
        """A marked place: it may begin before its mark, or hold the name behind it."""
        if tail and tail[-1] + 1 == place[0] and tokens[place[0]].folded not in LOWER_MARKS:
            said = [tokens[i].folded for i in [*tail, *place]]
            if places.names_two_levels(self._regions, said):
                return name, tail + place  # 'siti aminah (sukamaju kec. jonggol)'
        if name and not leads and tokens[place[0]].folded not in LOWER_MARKS:
            said = [tokens[i].folded for i in name]
            marked = spans.cut(text, tokens, place)
            if places.names_two_levels(self._regions, [*said, *fold(marked).split()]):
                return [], name + place  # 'jawa barat, kota bogor'
            keep = places.take_village(self._regions, said, marked)
            return name[:keep], name[keep:] + place
        if not name and len(place) > 2:
            keep = places.split_head(self._regions, [tokens[i].folded for i in place])
            return place[keep:], place[:keep]
        return name, place

    def _parted(
        self, text: str, tokens: Sequence[Token], name: list[int], tail: list[int]
    ) -> tuple[list[int], list[int]]:
        """No mark: a comma parts them, or the regions know the tail."""
        if tail and places.recognised(self._regions, spans.cut(text, tokens, tail)):
            said = [tokens[i].folded for i in name]
            keep = places.take_village(self._regions, said, spans.cut(text, tokens, tail))
            return name[:keep], name[keep:] + tail
        if tail and places.recognised(self._regions, spans.cut(text, tokens, name)):
            return tail, name
        said = [tokens[i].folded for i in name]
        if places.names_two_levels(self._regions, said):
            return [], name
        keep = places.split_tail(self._regions, said)
        if keep == len(said):
            head = places.split_head(self._regions, said)
            if head < len(said):
                return name[head:], name[:head]
        return name[:keep], name[keep:]
