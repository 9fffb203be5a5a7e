"""The command line: `ehc build`, `check`, `report`, `explain`, `doctor`, `sample`. See its help."""

import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import CallError, EhcError, StepFailed

app = typer.Typer(
    name="ehc",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Were education, health and care plans on time? From a month's extracts to the reports.",
)


class Edition(StrEnum):
    both = "both"
    published = "published"
    internal = "internal"


class Form(StrEnum):
    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"
    sen2_xml = "sen2-xml"
    sen2_csv = "sen2-csv"


DropArgument = Annotated[Path | None, typer.Argument(metavar="DROP", help="The folder to read.")]
DropOption = Annotated[
    Path | None, typer.Option("--drop", help="The same, as an option. Without it: the sample.")
]
AsOf = Annotated[
    str | None, typer.Option(help="The day to report, as 2026-10-31. Else drop.toml's as_of.")
]
Out = Annotated[
    Path | None, typer.Option(help="The folder for the reports. Default: out/, sample out/sample/.")
]
Warehouse = Annotated[
    Path | None,
    typer.Option(
        help="The DuckDB file. Default: data/warehouse/ehc.duckdb, sample data/warehouse/"
        "sample.duckdb."
    ),
]
EditionOption = Annotated[
    Edition, typer.Option(help="published: for everyone; internal: with small numbers, restricted.")
]
SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings", help="The settings of the area. Else the drop's own, else the root's."
    ),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


@app.command()
def build(
    folder: DropArgument = None,
    drop: DropOption = None,
    as_of: AsOf = None,
    out: Out = None,
    warehouse: Warehouse = None,
    edition: EditionOption = Edition.both,
    settings: SettingsFile = None,
    debug: Debug = False,
) -> None:
    """Land a month's extracts, check them, work out every clock and write the reports."""
    from pipeline import build as line

    chosen = _one_drop(folder, drop)
    places = line.Places.of(out, warehouse, sample=chosen is None)
    line.build(chosen, as_of, places, edition.value, settings)


@app.command()
def check(
    folder: DropArgument = None,
    drop: DropOption = None,
    as_of: AsOf = None,
    out: Out = None,
    warehouse: Warehouse = None,
    settings: SettingsFile = None,
    debug: Debug = False,
) -> None:
    """Land and check a month's extracts, and list what to mend; nothing is published."""
    from pipeline import build as line

    chosen = _one_drop(folder, drop)
    line.check(chosen, as_of, line.Places.of(out, warehouse, sample=chosen is None), settings)


@app.command()
def report(
    out: Out = None,
    warehouse: Warehouse = None,
    edition: EditionOption = Edition.both,
    settings: SettingsFile = None,
    debug: Debug = False,
) -> None:
    """Write the reports anew from the warehouse of the last build."""
    from pipeline import build as line

    line.render_anew(out, warehouse, edition.value, settings)


@app.command()
def explain(
    case_id: Annotated[
        str,
        typer.Argument(help="The id of a request, plan, review, appeal, advice or referral."),
    ],
    clock: Annotated[str | None, typer.Option(help="Only this clock of the register.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For tools instead of readers.")] = False,
    out: Out = None,
    warehouse: Warehouse = None,
    debug: Debug = False,
) -> None:
    """Show how one case came to its verdicts: days, rule, sum, exception, where it is counted."""
    from pipeline import build as line
    from pipeline import explain_words

    cases = line.explain_case(case_id, clock, out, warehouse)
    typer.echo(explain_words.as_json(cases) if as_json else explain_words.as_text(cases))


@app.command()
def doctor(
    folder: DropArgument = None,
    drop: DropOption = None,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    debug: Debug = False,
) -> None:
    """Say what a drop holds, what it lacks and what to do next; draft settings and a mapping."""
    from pipeline import build as line
    from pipeline import doctor as drops

    chosen = _one_drop(folder, drop) or line.SAMPLE
    if not drops.examine(chosen, settings, as_of, typer.echo):
        raise typer.Exit(CallError.exit_code)


@app.command()
def sample(
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to. Default: data/sample.")
    ] = None,
    form: Annotated[Form, typer.Option("--as", help="How the extracts are written.")] = Form.csv,
    debug: Debug = False,
) -> None:
    """Make the synthetic sample: a drop of invented children, the same bytes on every machine."""
    from pipeline import build as line

    typer.echo(line.make_sample(out, form.value))


def _one_drop(folder: Path | None, drop: Path | None) -> Path | None:
    """The drop that was named, as the argument or as the option; None: the sample."""
    if folder and drop and folder != drop:
        raise CallError(f"Two drops were named, {folder} and {drop}: leave one of them out.")
    return drop or folder


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line given; what stops it becomes one sentence and an exit code."""
    try:
        code = app(args=arguments, prog_name="ehc", standalone_mode=False)
    except EhcError as error:
        return _fail(error, str(error), error.exit_code, arguments)
    except Exception as error:
        if hasattr(error, "format_message"):  # a call that typer does not understand
            message = error.format_message().replace("Value error, ", "").rstrip(".")
            return _fail(error, f"{message}: see ehc --help.", CallError.exit_code, arguments)
        # The message of an engine may quote a cell: it is for those who ask with --debug.
        text = f"It failed before anything was published ({type(error).__name__}): see --debug."
        return _fail(error, text, StepFailed.exit_code, arguments)
    return code or 0  # a command that has said all itself leaves with a code alone


def _fail(error: BaseException, text: str, code: int, arguments: list[str]) -> int:
    if "--debug" in arguments:
        traceback.print_exception(error)
    print(text, file=sys.stderr)
    return code
