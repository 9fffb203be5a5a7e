"""Each cell of a landed row read as what its column should hold, in SQL made from the seeds.

`read_cells` selects from the view `landed` (trimmed text). For every column x it gives `cell_x`,
the text as delivered, and `x`, what it was read as: a date, a code of its list, 'Y' or 'N', or
null where the text is none of these. Places, people and parents are looked up by joins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.dates import cleaner
from pipeline.extracts import Column, codes, columns, grounds, pathways
from pipeline.sources.mapping import Mapping

_FLAGS = {"yes": "Y", "true": "Y", "1": "Y", "no": "N", "false": "N", "0": "N"}


@dataclass(frozen=True)
class Context:
    """What the reading of an extract and the verdict on it depend on beside its rows."""

    extract: str
    delivered: frozenset[str]  # this extract's columns
    delivered_extracts: frozenset[str]
    mapping: Mapping
    la_code: str  # the drop's authority
    as_of: date
    extracted_on: date | None
    has_repeats: bool = False  # whether the table `repeats` holds any row
    has_districts: bool = True  # whether the drop's authority has any: a unitary one has none

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns(self.extract)

    @property
    def key(self) -> str:
        return self.columns[0].name

    def of_kind(self, *kinds: str) -> list[Column]:
        return [column for column in self.columns if column.kind in kinds]

    def has(self, *names: str) -> bool:
        return self.delivered.issuperset(names)

    def is_blank(self, column: Column) -> bool:
        """Whether no row can hold anything in a column, which was not delivered."""
        derived = ("person", "authority", "district", "birth_date")
        told_otherwise = column.kind in derived or column.name == "year_group"
        return column.name not in self.delivered and not told_otherwise

    def can_look_up(self, parent: Column) -> bool:
        """Whether a parent can be looked up: where its extract was not delivered, it stands."""
        return parent.code_list in self.delivered_extracts

    def cleaner(self, column: Column) -> str:
        """The SQL macro that cleans a cell of this column."""
        return cleaner(column.kind, self.mapping.ids_ignore_case)

    @property
    def first_date(self) -> str:
        """The column at whose date a person's age is told: the row's first needed date."""
        return next(column.name for column in self.columns if column.needed and column.date_role)


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def admitted(column: Column) -> tuple[str, ...]:
    """The codes that a column may hold; for grounds and pathways those that are known."""
    if column.name == "pathway":
        return pathways()
    if column.kind == "code":
        return codes(column.code_list)
    return {"flag": ("Y", "N"), "ground": grounds()}.get(column.kind, ())


def read_cells(context: Context) -> str:
    """SELECT of every cell, as delivered and as read, from the view `landed`."""
    selected, joins = ["x.line"], []
    for column in context.columns:
        selected.append(f"x.{column.name} as cell_{column.name}")
        readings, join = _read(context, column)
        selected += readings
        joins += join
    if context.has_repeats:
        selected += ["repeats.contents", "repeats.other_line"]
        joins.append("left join repeats on repeats.line = x.line")
    return "\n".join(["select", "    " + ",\n    ".join(selected), "from landed as x", *joins])


def _read(context: Context, column: Column) -> tuple[list[str], list[str]]:
    """What a column is read as, and the joins that this takes."""
    name, cell = column.name, f"x.{column.name}"
    if name not in context.delivered:
        return _absent(context, column), []
    if column.kind == "person":
        join = f"left join person_keys on person_keys.person_id = {cell}"
        return ["person_keys.person_key"], [join]
    if column.kind == "authority":
        join = f"left join authority_cells as la on la.cell = {cell}"
        return [f"{_la_code(context)} as la_code", "la.la_code as known_la_code"], [join]
    if column.kind == "district":
        join = (
            f"left join district_cells as place on place.la_code = {_la_code(context)}"
            f" and place.cell = {cell}"
        )
        return ["place.district_code", "place.district_name"], [join]
    if column.kind == "birth_date":
        return [f"ehc_day({cell}) as born"], []
    if column.kind == "date":
        return [f"ehc_day({cell}) as {name}"], []
    if column.kind == "parent" and context.can_look_up(column):
        key, of = columns(column.code_list)[0].name, f"{name}_parent"
        join = f"left join raw.accepted_{column.code_list} as {of} on {of}.{key} = {cell}"
        return [f"{of}.{key} as {name}"], [join]
    otherwise = "null" if column.kind in ("code", "flag") else cell
    return [f"{_meant(context, column, cell, otherwise)} as {name}"], []


def _meant(context: Context, column: Column, cell: str, otherwise: str) -> str:
    """The code that a cell of a column means, in SQL; `otherwise` where it means none."""
    means = context.mapping.value_map(column)
    ways = _FLAGS | means if column.kind == "flag" else means
    return _code(cell, admitted(column), ways, otherwise)


def compared(context: Context, column: Column) -> str:
    """A cell as it counts where rows are compared, in SQL: one day or one code written in two
    ways is the same.
    """
    if column.kind in ("date", "birth_date"):
        return f"coalesce(ehc_day({column.name})::varchar, {column.name})"
    return _meant(context, column, column.name, column.name)


def _absent(context: Context, column: Column) -> list[str]:
    """What a column that was not delivered is read as: nothing, and the drop's own authority."""
    if column.kind == "person":
        return ["null::varchar as person_key"]
    if column.kind == "authority":
        return [f"{_la_code(context)} as la_code", "null::varchar as known_la_code"]
    if column.kind == "district":
        return ["null::varchar as district_code", "null::varchar as district_name"]
    if column.kind == "birth_date":
        return ["null::date as born"]
    return [f"null::{'date' if column.kind == 'date' else 'varchar'} as {column.name}"]


def _la_code(context: Context) -> str:
    """A row's authority: the drop's own where none is said, or none that is known."""
    drop = quoted(context.la_code)
    return f"coalesce(la.la_code, {drop})" if context.has("la_code") else drop


def place_cells(context: Context) -> list[str]:
    """Statements that make `authority_cells` and `district_cells`: what each spelling of a place
    that the view `landed` holds means. There are many rows and few spellings.
    """
    made = []
    for column in context.of_kind("authority", "district"):
        if column.name in context.delivered:
            place = _code("cell", (), context.mapping.value_map(column), "cell")
            made.append(
                f"create or replace temp table {column.kind}_cells as select *"
                f" from (select distinct {column.name} as cell from landed)"
                f" join {column.kind}_keys as known on known.key = ehc_place({place})"
            )
    return made


def _code(cell: str, known: Sequence[str], means: dict[str, str], otherwise: str) -> str:
    """The code that a cell means: in any case, with blanks or hyphens for underscores, or as the
    mapping says, which beats the list. `otherwise` is what it is where it means none.
    """
    if not known and not means:
        return cell
    folded = {_fold(code): code for code in known} | {_fold(way): c for way, c in means.items()}
    ways = " ".join(f"when {quoted(way)} then {quoted(code)}" for way, code in folded.items())
    any_case = f"case translate(lower({cell}), ' -', '__') {ways} else {otherwise} end"
    # Most cells hold the very code: those are not folded first.
    exact = ", ".join(quoted(code) for code in known if folded[_fold(code)] == code)
    return f"case when {cell} in ({exact}) then {cell} else {any_case} end" if exact else any_case


def _fold(way: str) -> str:
    return way.strip().lower().replace(" ", "_").replace("-", "_")
