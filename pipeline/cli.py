"""The command line: `ehc build`, `report`, `explain`, `sample`. Its help is its documentation."""

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

    if folder and drop and folder != drop:
        raise CallError(f"Two drops were named, {folder} and {drop}: leave one of them out.")
    chosen = drop or folder
    places = line.Places.of(out, warehouse, sample=chosen is None)
    line.build(chosen, as_of, places, edition.value, settings)


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
def sample(
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to. Default: data/sample.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Make the synthetic sample: a drop of invented children, the same bytes on every machine."""
    from pipeline import build as line

    typer.echo(line.make_sample(out))


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line given; what stops it becomes one sentence and an exit code."""
    try:
        app(args=arguments, prog_name="ehc", standalone_mode=False)
    except EhcError as error:
        return _fail(error, str(error), error.exit_code, arguments)
    except Exception as error:
        if hasattr(error, "format_message"):  # a call that typer does not understand
            message = error.format_message().replace("Value error, ", "").rstrip(".")
            return _fail(error, f"{message}: see ehc --help.", CallError.exit_code, arguments)
        # The message of an engine may quote a cell: it is for those who ask with --debug.
        text = f"It failed before anything was published ({type(error).__name__}): see --debug."
        return _fail(error, text, StepFailed.exit_code, arguments)
    return 0


def _fail(error: BaseException, text: str, code: int, arguments: list[str]) -> int:
    if "--debug" in arguments:
        traceback.print_exception(error)
    print(text, file=sys.stderr)
    return code
