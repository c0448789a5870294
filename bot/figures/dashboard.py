"""The dashboard's tables: how far people get in each flow, how long it takes, by what means.

Rules: for staff of the whole country, so counts are as they are; still no row names a person.
A step is a question, by the words of its row or its own (`step_names`); steps stand in the order of
how many reached them, which is the order of the flow but for questions that few are asked; of those
reached alike, in the flow's.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.figures.funnel import BEGUN, CANCELLED, ENDED, LASTED
from bot.figures.step_names import OUTBOX, Names
from bot.figures.suppress import TOTAL, Table
from bot.storage import figures
from bot.storage.figures import Today
from handlers.registry import FLOWS
from i18n.catalog import Catalog

_TOOK = ("2 menit", "5 menit", "10 menit", "30 menit", "1 jam", "1 hari", "lebih lama")


class Dashboard:
    """Makes the tables."""

    def __init__(self, catalog: Catalog, case_states: Mapping[str, str]) -> None:
        """`case_states` are the console's words for where a submission is."""
        self._catalog = catalog
        self._names = Names(catalog)
        self._case_states = case_states

    def tables(self, conn: Connection, today: Today, since: str, until: str) -> list[Table]:
        """All, of the days from `since` up to and without `until` (ISO dates)."""
        by_flow: dict[str, dict[str, int]] = defaultdict(dict)
        for flow, step, count in figures.steps(conn, since):
            by_flow[flow][step] = count
        flows = [flow for flow in FLOWS if flow in by_flow]
        found = [self._flow(flow, by_flow[flow]) for flow in flows]
        found.append(self._took({flow: by_flow[flow] for flow in flows}))
        for what, title in (("channel", "saluran"), ("locale", "bahasa"), ("mode", "cara akses")):
            rows = figures.by(conn, what, since, until)
            found.append(_begun(what, title, {self._names.by(what, v): n for v, n in rows.items()}))
        languages = [(self._names.locale(tag), n) for tag, n in today.languages]
        modes = [(self._names.mode(mode), n) for mode, n in today.modes]
        out = [(OUTBOX.get(state, state), n) for state, n in today.outbox]
        sent = [(self._case_states.get(state, state), n) for state, n in today.submissions]
        found.append(_counted("bahasa", "Bahasa warga", "Orang", languages))
        found.append(_counted("cara", "Cara akses warga", "Orang", modes))
        found.append(_counted("keluar", "Pesan keluar menurut keadaan", "Pesan", out))
        found.append(_counted("kiriman", "Kiriman menurut keadaan", "Kiriman", sent))
        return found

    def _name(self, flow: str) -> str:
        return self._catalog.text(FLOWS[flow].title, "id")

    def _flow(self, flow: str, counts: dict[str, int]) -> Table:
        """Each step: how many reached it, and of a hundred who began."""
        begun = counts.get(BEGUN, 0)
        special = (BEGUN, ENDED, CANCELLED)
        steps = [step for step in counts if step not in special and not step.startswith(LASTED)]
        known = {step: place for place, step in enumerate(FLOWS[flow].steps)}
        steps.sort(key=lambda step: (-counts[step], known.get(step, len(known)), step))
        order = (BEGUN, *steps, ENDED, CANCELLED)
        return Table(
            name=f"alur-{flow}",
            title=f"{self._name(flow)}: sampai di langkah mana",
            rows=tuple(self._names.step(flow, step) for step in order),
            columns=("Kali", "Dari 100"),
            cells=tuple(
                (counts.get(step, 0), round(100 * counts.get(step, 0) / begun) if begun else None)
                for step in order
            ),
        )

    def _took(self, by_flow: dict[str, dict[str, int]]) -> Table:
        """How long a finished flow took, from its first question to its end."""
        cells = []
        for counts in by_flow.values():
            row = [counts.get(f"{LASTED}{place}", 0) for place in range(len(_TOOK))]
            cells.append((*row, sum(row)))
        return Table(
            name="lama",
            title="Selesai dalam",
            rows=tuple(map(self._name, by_flow)),
            columns=(*_TOOK, TOTAL),
            cells=tuple(cells),
        )


def _begun(what: str, title: str, rows: dict[str, tuple[int, int]]) -> Table:
    return Table(
        name=f"mulai-{what}",
        title=f"Alur yang dimulai menurut {title}",
        rows=tuple(rows),
        columns=("Tidak selesai", "Selesai", TOTAL),
        cells=tuple((max(begun - ended, 0), ended, begun) for begun, ended in rows.values()),
    )


def _counted(name: str, title: str, head: str, rows: Sequence[tuple[str, int]]) -> Table:
    return Table(
        name=name,
        title=title,
        rows=tuple(value for value, _ in rows),
        columns=(head,),
        cells=tuple((count,) for _, count in rows),
    )
