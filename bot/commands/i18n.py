"""`bansos i18n`: lint, check, preview, languages; for translators and for `make check`."""

from typing import Annotated

import msgspec
import typer
from rich.table import Table

from bot.channels.gsm7 import count, transliterate
from bot.commands.console import Failure, err, out, print_json
from bot.render.preview import preview as previews
from i18n import check as checks
from i18n import lint as lints
from i18n.catalog import Catalog
from i18n.fragments import fragments, header, reviewed
from i18n.locales import BY_TAG, LOCALES, SOURCE, offered

app = typer.Typer(no_args_is_help=True, help="Catalogues: lint, check, preview, languages.")
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def segments(text: str) -> int:
    """What a text costs as SMS."""
    return count(transliterate(text)).segments


@app.command()
def lint(
    locale: Annotated[str | None, typer.Argument(help="One language; all by default.")] = None,
    json: JsonOption = False,
) -> None:
    """Hold every catalogue entry to the numbers of LANGUAGE.md. For one language also name what is
    the same as the Indonesian text."""
    rows = lints.lint(Catalog.load(), segments=segments, tags=_tags(locale))
    faults = [fault for row in rows for fault in row.faults]
    if json:
        for row in rows:
            print_json(msgspec.to_builtins(row))
    else:
        table = Table("language", "texts", "words/sentence", "longest", "excused", "faults")
        for row in rows:
            table.add_row(
                row.tag,
                str(row.texts),
                f"{row.mean:.1f}",
                str(row.longest),
                str(row.excused),
                str(len(row.faults)),
            )
        out.print(table)
        for fault in faults:
            found = fault.finding
            most = f" (allowed: {found.allowed})" if found.allowed else ""
            out.print(f"{fault.tag}  {fault.msgid}  {found.rule}: {found.found}{most}")
        if locale is not None and locale.partition("@")[0] != SOURCE:
            for msgid in lints.untranslated(Catalog.load(), locale):
                out.print(f"same as Indonesian, perhaps rightly: {msgid}", markup=False)
    if faults:
        raise Failure(
            f"{len(faults)} texts break LANGUAGE.md; docs/translating.md says how to mend"
        )


@app.command()
def check(json: JsonOption = False) -> None:
    """Are the catalogues whole, and in step with the code?"""
    files = [path for locale in LOCALES for path in fragments(locale)]
    problems = list(checks.unreadable(files)) or checks.check(Catalog.load())
    for problem in problems:
        if json:
            print_json(msgspec.to_builtins(problem))
        else:
            where = f"{problem.place}  {problem.where}" if problem.place else problem.where
            out.print(f"{problem.tag}  {where}  {problem.what}", markup=False, soft_wrap=True)
    if problems:
        raise Failure(f"{len(problems)} problems in the catalogues")
    if not json:
        err.print(f"{len(offered())} languages are whole")


@app.command()
def preview(
    locale: Annotated[str, typer.Argument(help="The language, as jv or id@mudah.")],
    only: Annotated[str, typer.Option(help="Only msgids that begin so, as 'cek.'.")] = "",
    json: JsonOption = False,
) -> None:
    """Show every message as each channel and access mode would show it."""
    _tags(locale)
    for found in previews(Catalog.load(), locale, only):
        if json:
            print_json(msgspec.to_builtins(found))
            continue
        missing = "" if found.translated else "  [yellow](not translated)[/]"
        out.print(f"[bold]{found.msgid}[/]{missing}")
        for look in found.looks:
            out.print(f"  {', '.join(look.where)}", style="dim", markup=False)
            for line in look.text.splitlines():
                out.print(f"    {line}", markup=False)


@app.command()
def locales(json: JsonOption = False) -> None:
    """List the languages: own name, offered or not, messages still missing, reviewed or not."""
    missing = checks.untranslated(Catalog.load())
    chosen = {locale.tag for locale in offered()}
    table = Table("language", "own name", "offered", "missing", "reviewed", "how made")
    for locale in LOCALES:
        told = {
            "tag": locale.tag,
            "own_name": locale.own_name,
            "offered": locale.tag in chosen,
            "missing": missing[locale.tag],
            "reviewed": reviewed(locale.tag),
            "how_made": header(locale.tag).get("X-How-Made", ""),
        }
        if json:
            print_json(told)
        yes = {True: "yes", False: "no"}
        table.add_row(
            *(yes.get(v, str(v)) if isinstance(v, bool) else str(v) for v in told.values())
        )
    if not json:
        out.print(table)


def _tags(locale: str | None) -> list[str] | None:
    if locale is None:
        return None
    if locale not in BY_TAG:
        raise typer.BadParameter(f"a language is one of {', '.join(BY_TAG)}")
    return [locale]
