"""Charts as SVG, drawn on the server. Each stands beside its table, which says the same.

Rules: no script, no font from elsewhere; a suppressed cell is no bar. The title is in the file,
for those who hear the picture.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from html import escape

import pygal
from pygal.style import Style

from bot.figures.suppress import TOTAL, Table

# pygal leaves an import hook of Python 2's kind behind, for plugins that we do not use; Python
# warns of it at every later import.
sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook).__name__ != "PluginImportFixer"]

# Okabe and Ito's palette: told apart by colour-blind people too.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
_STYLE = Style(
    background="white",
    plot_background="white",
    foreground="#222",
    foreground_strong="#111",
    foreground_subtle="#555",
    colors=_COLOURS,
    font_family="system-ui, sans-serif",
)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)  # pygal's, for its tooltips
_ROLE = 'role="img" aria-label="{}"'


def bars(table: Table) -> bytes:
    """A table's inner cells as stacked bars."""
    chart = pygal.HorizontalStackedBar(**_options(table.title, len(table.rows)))
    inner = len(table.columns) - 1 or 1
    last = len(table.rows) - (table.rows[-1] == TOTAL)
    chart.x_labels = list(table.rows[:last])
    for place in range(inner):
        values = [cells[place] if place < len(cells) else None for cells in table.cells[:last]]
        chart.add(table.columns[place], values)
    return _finished(chart, table.title)


def lines(title: str, series: Mapping[str, Sequence[tuple[str, int]]]) -> bytes:
    """Counts by day."""
    days = sorted({day for line in series.values() for day, _ in line})
    chart = pygal.Line(**_options(title, 12), x_label_rotation=40)
    chart.x_labels = days
    for name, line in series.items():
        known = dict(line)
        chart.add(name, [known.get(day, 0) for day in days])
    return _finished(chart, title)


def _options(title: str, rows: int) -> dict[str, object]:
    return {
        "style": _STYLE,
        "title": title,
        "js": [],
        "disable_xml_declaration": True,
        "width": 900,
        "height": 140 + 26 * max(rows, 5),
        "legend_at_bottom": True,
        "no_data_text": "Belum cukup data",
        "show_minor_x_labels": True,
        "print_values": False,
        "explicit_size": True,
    }


def _finished(chart: object, title: str) -> bytes:
    drawn: str = chart.render(is_unicode=True)  # type: ignore[attr-defined]  # pygal has no types
    still = _SCRIPT.sub("", drawn)
    return still.replace("<svg ", f"<svg {_ROLE.format(escape(title, quote=True))} ", 1).encode()
