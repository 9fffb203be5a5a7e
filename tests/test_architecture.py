"""The rules of the house, held from the first day. CONTRIBUTING.md says them in prose."""

import ast
import re
from collections.abc import Iterator
from csv import DictReader
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.settings import ROOT, SEEDS

PACKAGES = ("pipeline", "reports", "expectations")

# What any stage may use, and the modules that are one stage together; any other is its own stage.
FOUNDATION = {"extracts", "errors", "settings", "private", "places"}
LANDING = {
    *("land", "drop", "rows", "cells", "judge", "corrections", "dates", "pseudonym"),
    *("returns", "published"),
    *("doctor", "doctor_read", "doctor_find", "doctor_guess"),
    *("doctor_drafts", "doctor_words", "doctor_steps"),
    "sources",
}
EXPLAINING = {"explain", "explained", "explain_words"}
STAGES = (
    dict.fromkeys(LANDING, "land")
    | dict.fromkeys(EXPLAINING, "explain")
    | {"sample_model": "sample", "sample_files": "sample", "sample_sen2": "sample"}
)
WIRING = {"cli", "build", "__main__"}

# A calendar is arithmetic with numbers: these hold no limit.
CALENDARS = {"bank_holidays.sql", "tribunal_days.sql"}
# Positions in a list, a week, a year, a percentage, quantiles, and where month numbers count from.
PLAIN_NUMBERS = {"0", "1", "2", "3", "4", "5", "7", "12", "31", "100", "2000", "0.5", "0.92"}
LENGTH = re.compile(r"days|weeks|months|_on\b|_date\b", re.IGNORECASE)
# The defaults of the settings; the sample tells its own story of the area as well.
NAME_THE_AREA = {"pipeline/settings.py"}
# The Department's own names of its measures have a number of weeks in them.
NAMES_OF_THE_DEPARTMENT = {"reports/pages/comparison.py", "reports/rules.py"}


# What a run or a tool makes: no part of the project, and in .gitignore.
MADE = {".git", ".venv", "__pycache__", "out", "warehouse", "target", "logs", "dbt_packages"}
CACHES = re.compile(r"\..*_cache|\.hypothesis|.*\.egg-info")


@cache
def our_files() -> tuple[Path, ...]:
    """Every file of the project, in a clone or in an unpacked archive."""
    return tuple(
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(part in MADE or CACHES.fullmatch(part) for part in path.relative_to(ROOT).parts)
    )


def ours(folder: str, suffix: str) -> list[Path]:
    found = [p for p in our_files() if p.suffix == suffix and p.is_relative_to(ROOT / folder)]
    assert found, f"there is no {suffix} file in {folder}"
    return found


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sql_of(path: Path) -> str:
    """A model's SQL and Jinja without comments."""
    return re.sub(r"\{#.*?#\}|--[^\n]*", "", text_of(path), flags=re.DOTALL)


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in ours(package, ".py")]


def imports_of(path: Path) -> Iterator[str]:
    """Full names of everything that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def words_of(path: Path) -> Iterator[str]:
    """The texts in a module that are no docstrings."""
    tree = ast.parse(text_of(path))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        ):
            yield node.value


def stage_of(module: str) -> str:
    return STAGES.get(module, module)


@cache
def described(kind: str) -> dict[str, dict[str, Any]]:
    """What the yml files say of each model or seed, by name."""
    folder = "seeds" if kind == "seeds" else "models"
    found = {}
    for path in ours(folder, ".yml"):
        for entry in yaml.safe_load(text_of(path)).get(kind, []):
            assert entry["name"] not in found, f"{entry['name']} is described twice"
            found[entry["name"]] = entry
    return found


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(DictReader(file))


def marts() -> list[str]:
    measures = [path.stem for path in ours("models/measures", ".sql")]
    return ["clocks", *(name for name in measures if not name.startswith("int_"))]


# --- Imports ------------------------------------------------------------------------------------


def test_stages_never_import_each_other() -> None:
    for path in ours("pipeline", ".py"):
        own = path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")
        if own in WIRING or own == "__init__":
            continue
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] == "pipeline" and len(parts) > 1 and parts[1] not in FOUNDATION:
                assert own not in FOUNDATION or parts[1] in FOUNDATION, f"{own} imports {name}"
                assert stage_of(parts[1]) == stage_of(own), f"{name_of(path)} imports {name}"


def test_only_the_wiring_knows_more_than_one_stage_and_imports_go_one_way() -> None:
    may_import = {"check": {"expectations"}, "report": {"reports"}}
    for path in modules():
        package = path.relative_to(ROOT).parts[0]
        others = {name.split(".")[0] for name in imports_of(path)} & set(PACKAGES) - {package}
        allowed = may_import.get(path.stem, set()) if package == "pipeline" else set()
        assert others <= allowed, f"{name_of(path)} imports {others}"


def test_the_pages_do_not_touch_what_landed_row_by_row() -> None:
    for path in ours("reports", ".py"):
        for words in words_of(path):
            assert not re.search(r"\braw\.accepted_|\bmarts\.clocks\b", words), name_of(path)


# --- Models -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*ours("models", ".sql"), *ours("macros", ".sql")], ids=lambda path: path.stem
)
def test_no_limit_is_written_in_a_model(path: Path) -> None:
    if path.name in CALENDARS:
        return
    sql = re.sub(r"'\d{4}-\d\d-\d\d'|'\[[^']*'", "", sql_of(path))  # days and patterns of text
    numbers = re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", sql)
    strange = {number for number in numbers if number.removesuffix(".0") not in PLAIN_NUMBERS}
    assert not strange, f"{strange}: a limit belongs in seeds/ or settings"
    lengths = re.findall(r"\b\w*(?:days|weeks|months)\w*\s*(?:<|>|<=|>=|=)\s*([2-9]|\d\d+)\b", sql)
    assert not lengths, f"a length is compared with {lengths}: it belongs in seeds/ or settings"


def test_no_limit_is_written_in_a_module() -> None:
    """No length of time stands in code, beside days, weeks or months or as a timedelta."""
    for path in modules():
        if "sample_model" in path.parts:
            continue  # an invented world has lengths of its own; none of them judges anyone
        for node in ast.walk(ast.parse(text_of(path))):
            for length in lengths_in(node):
                assert str(length) in PLAIN_NUMBERS, f"{name_of(path)}:{node.lineno} has {length}"


def lengths_in(node: ast.AST) -> Iterator[int | float]:
    """Numbers that a comparison, a sum or a timedelta puts beside a length of time."""
    if isinstance(node, ast.Call) and "delta" in ast.unparse(node.func).lower():
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        is_about_time = True
    elif isinstance(node, ast.Compare):
        parts = [node.left, *node.comparators]
        is_about_time = speaks_of_time(parts)
    elif isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
        is_about_time = speaks_of_time(parts)
    else:
        return
    for part in parts:
        if is_about_time and isinstance(part, ast.Constant) and isinstance(part.value, int | float):
            yield part.value


def speaks_of_time(parts: list[ast.expr]) -> bool:
    texts = [ast.unparse(part) for part in parts]
    return any(LENGTH.search(text) and not text.startswith("len(") for text in texts)


def test_each_column_that_the_register_names_can_be_delivered() -> None:
    delivered = {
        f"{row['extract']}.{row['column_name']}": row["kind"] for row in seed("extract_columns")
    }
    for rule in seed("clock_register"):
        for list_ in ("started_by", "stopped_by", "ended_by", "limited_by", "also_needs"):
            for name in filter(None, rule[list_].split("|")):
                assert name in delivered, f"{rule['clock_id']}: {name}"
                assert list_ == "also_needs" or delivered[name] == "date", name


@pytest.mark.parametrize(
    "path", [*ours("models", ".sql"), *ours("macros", ".sql")], ids=lambda path: path.stem
)
def test_a_model_gives_the_same_rows_on_any_day_and_in_any_order(path: Path) -> None:
    sql = sql_of(path).lower()
    today = r"current_date|current_timestamp|\bnow\(|\btoday\(|\brandom\(|\buuid\("
    assert not re.search(today, sql)
    assert not re.search(r"\bany_value\(|\bhash\(", sql)
    for function in re.findall(r"\b(?:first|last|string_agg|listagg|array_agg|list)\(.*?\)", sql):
        assert "order by" in function, f"{function} takes the rows as they come"


def test_every_model_and_seed_is_described_and_its_grain_comes_first() -> None:
    for kind, folder, suffix in (("models", "models", ".sql"), ("seeds", "seeds", ".csv")):
        names = {path.stem for path in ours(folder, suffix)}
        assert names == described(kind).keys()
        for name in names:
            description = described(kind)[name].get("description", "")
            assert description.startswith("One row"), f"{name}: {description[:60]!r}"


def test_every_mart_has_a_contract_and_every_column_of_it_is_described() -> None:
    assert len(marts()) > 10
    for name in marts():
        mart = described("models")[name]
        assert mart.get("config", {}).get("contract") == {"enforced": True}, name
        for column in mart["columns"]:
            assert column.get("description"), f"{name}.{column['name']}"
            assert column.get("data_type"), f"{name}.{column['name']}"


def test_the_paths_of_the_dbt_project_are_relative() -> None:
    """dbt writes what it runs to `<target>/<path of the file>`: an absolute path is the file."""
    project = yaml.safe_load(text_of(ROOT / "dbt_project.yml"))
    for key in ("model-paths", "seed-paths", "macro-paths", "test-paths"):
        for path in project[key]:
            assert (ROOT / path).is_dir()
            assert not Path(path).is_absolute()


def test_the_engine_is_told_once_what_it_may_use() -> None:
    """dbt sends `settings` again with each statement, and after a first spill they are refused."""
    target = yaml.safe_load(text_of(ROOT / "profiles.yml"))["ehc"]["outputs"]["duckdb"]
    assert "settings" not in target
    assert {"memory_limit", "temp_directory"} <= target["config_options"].keys()


# --- Places, words, machines --------------------------------------------------------------------


def test_no_district_is_written_in_code() -> None:
    places = sorted({row["district_name"] for row in seed("geography")})
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, places))})\b", re.IGNORECASE)
    texts = [(path, sql_of(path)) for path in ours("models", ".sql") + ours("macros", ".sql")]
    texts += [(path, text_of(path)) for path in ours("reports", ".j2")]
    texts += [(path, " ".join(words_of(path))) for path in modules()]
    for path, text in texts:
        assert not pattern.search(text), f"{name_of(path)} names {pattern.search(text)}"


def test_the_area_that_ships_is_named_in_seeds_settings_and_the_sample_alone() -> None:
    """Its code and its name, in code, models, templates and style sheets; comments included."""
    codes = {row["la_code"] for row in seed("geography")}
    codes |= {row["district_code"] for row in seed("geography")}
    names = {row["la_name"] for row in seed("authorities") if row["la_code"] in codes}
    assert names
    pattern = re.compile("|".join(map(re.escape, sorted(codes | names))), re.IGNORECASE)
    suffixes = (".py", ".sql", ".yml", ".j2", ".css", ".js", ".toml", ".csv")
    folders = ("pipeline", "reports", "expectations", "models", "macros", "mappings", "bench")
    for path in our_files():
        name = name_of(path)
        if name.split("/")[0] not in folders or path.suffix not in suffixes:
            continue
        if name in NAME_THE_AREA or path.is_relative_to(ROOT / "pipeline" / "sample_model"):
            continue
        assert not pattern.search(text_of(path)), f"{name} names {pattern.search(text_of(path))}"


def test_no_page_says_a_limit_of_its_own() -> None:
    limit = re.compile(r"\b\d+[ -](?:working[ -]day|day|week)s?\b")
    texts = [(path, text_of(path)) for path in ours("reports", ".j2")]
    texts += [(path, " ".join(words_of(path))) for path in ours("reports", ".py")]
    for path, text in texts:
        if name_of(path) not in NAMES_OF_THE_DEPARTMENT:
            assert not limit.search(text), f"{name_of(path)} says {limit.search(text)}"


def test_templates_never_compute() -> None:
    for path in ours("reports", ".j2"):
        for code in re.findall(r"\{[{%](.*?)[%}]\}", text_of(path), re.DOTALL):
            bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", code).strip().strip("-")
            assert not re.search(r"[\w)\]]\s*(?:[*/%]|\s-\s)\s*[\w(]", bare), f"{path.name}: {code}"
            assert not re.search(r"\|\s*(?:sum|round|random)\b", bare), f"{path.name}: {code}"


def test_the_project_stands_alone() -> None:
    """No path of one machine, and no host that an isolated network could not reach."""
    foreign = [
        *("/" + "tmp/", "/" + "work/", "../" + "shared", "." + "library", "/" + "root/"),
        *("pypi." + "org", "python" + "hosted.org", "registry." + "npmjs"),
    ]
    for path in our_files():
        content = path.read_bytes()
        for word in foreign:
            assert word.encode() not in content, f"{name_of(path)} names {word}"


def test_outside_addresses_are_never_loaded_by_a_page() -> None:
    for path in ours("reports", ".j2"):
        loaded = re.findall(r"(?:src|srcset|data|action)\s*=\s*[\"']https?:", text_of(path))
        styles = re.findall(r"<link[^>]+href\s*=\s*[\"']https?:", text_of(path))
        assert not loaded + styles, name_of(path)


# --- Nothing left over --------------------------------------------------------------------------


def test_every_module_is_used() -> None:
    used = {name for path in [*modules(), *ours("tests", ".py")] for name in imports_of(path)}
    commands = " ".join(words for path in modules() for words in words_of(path))
    for path in modules():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if path.stem in ("__init__", "__main__", "cli"):
            continue
        is_imported = any(one == name or one.startswith(f"{name}.") for one in used)
        assert is_imported or name in commands, f"nothing uses {name}"


@pytest.mark.parametrize(
    ("folder", "suffix", "readers"),
    [
        ("seeds", ".csv", (".sql", ".py")),
        ("models", ".sql", (".sql", ".py", ".yml")),
        ("reports/templates", ".j2", (".j2", ".py")),
    ],
)
def test_every_seed_model_and_template_is_read(
    folder: str, suffix: str, readers: tuple[str, ...]
) -> None:
    texts = {path: text_of(path) for path in our_files() if path.suffix in readers}
    for path in ours(folder, suffix):
        own_description = re.compile(rf"^\s*- name: {re.escape(path.stem)}$", re.MULTILINE)
        word = re.compile(rf"\b{re.escape(path.name if suffix == '.j2' else path.stem)}\b")
        assert any(
            word.search(own_description.sub("", text))
            for other, text in texts.items()
            if other != path
        ), f"nothing reads {name_of(path)}"


def test_every_macro_is_called() -> None:
    texts = [text_of(path) for path in our_files() if path.suffix in (".sql", ".yml")]
    everything = "\n".join(texts)
    for path in ours("macros", ".sql"):
        for kind, name in re.findall(r"\{%-?\s*(macro|test)\s+(\w+)", text_of(path)):
            if kind == "test":
                assert re.search(rf"- {name}\b", everything), f"nothing asks for {name}"
                continue
            if name == "generate_schema_name" or "__" in name:
                continue  # dbt itself calls it, in the place of its own
            assert len(re.findall(rf"\b{name}\(", everything)) > 1, f"nothing calls {name}"
