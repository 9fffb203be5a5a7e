"""How a date may be written in a delivery, once for Python and once for DuckDB.

Both read the same spellings (a test holds them together): 2026-10-31, 31/10/2026, 31/10/26,
31-Oct-2026, 2026-Oct-31, any of them with a time behind it, and Excel's serial numbers. The day
comes first: 04/05/2026 is 4 May. Two-digit years run from 1969 to 2068.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

EMPTY_WORDS = ("NULL", "N/A", "-")
EMPTY_DAYS = (date(1900, 1, 1), date(9999, 12, 31))  # how some systems write 'no date'

_EXCEL_EPOCH = date(1899, 12, 30)
# Other five-digit numbers are no dates: these serials are 1 January 1970 to 31 December 2099.
_FIRST_SERIAL, _LAST_SERIAL = 25569, 73050

_TIME = (
    r"[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?( ?[AaPp][Mm])?(Z|[+-][0-9]{2}:?[0-9]{2})?$"
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SERIAL = r"[0-9]{5}([.][0-9]+)?"


def read_day(text: str) -> date | None:
    """The day that a text means; None where it is empty, unreadable or no day that exists."""
    text = re.sub(_TIME, "", text.strip())
    if re.fullmatch(_SERIAL, text):
        serial = int(text[:5])
        in_range = _FIRST_SERIAL <= serial <= _LAST_SERIAL
        return _EXCEL_EPOCH + timedelta(days=serial) if in_range else None
    parts = re.split(r"[-/. ]", text)
    if len(parts) != 3:
        return None
    year, month, day = parts if re.fullmatch(r"[0-9]{4}", parts[0]) else reversed(parts)
    if not re.fullmatch(r"[0-9]{4}|[0-9]{2}", year) or not re.fullmatch(r"[0-9]{1,2}", day):
        return None
    if len(year) == 2:
        year = ("20" if int(year) <= 68 else "19") + year
    try:
        found = date(int(year), _month(month), int(day))
    except ValueError:
        return None
    return None if found in EMPTY_DAYS else found


def _month(text: str) -> int:
    """The number of a month written as 3, 03, Mar or March; 0 where it is none."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text)
    names = (name for name in _MONTHS if text.lower() in (name, name[:3]))
    return next((_MONTHS.index(name) + 1 for name in names), 0)


def cleaner(kind: str, ids_ignore_case: bool = False) -> str:
    """The macro below that cleans a cell of a column of this kind."""
    if kind in ("date", "birth_date"):
        return "ehc_day_cell"
    return "ehc_upper_cell" if ids_ignore_case and kind in ("id", "parent") else "ehc_cell"


def sql_macros() -> str:
    """DuckDB's temporary macros `ehc_cell`, `ehc_day_cell` and `ehc_day`.

    `ehc_cell(text)` trims a cell and makes the words for 'nothing' null (`ehc_upper_cell` in upper
    case), `ehc_day_cell` also the days that mean none; `ehc_day(cell)` is the date of a trimmed
    cell, null where it is not one.
    What is common is tried first, for speed: most cells have nothing to trim, no word for nothing
    begins as most cells do, and most dates are written in one of two ways. A macro is put into the
    query wherever it stands, so each names its argument as few times as it can.
    """
    words = ", ".join(f"'{word}'" for word in ("", *EMPTY_WORDS))
    days = ", ".join(f"date '{day}'" for day in EMPTY_DAYS)
    blanks = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"
    return f"""
create or replace temp macro ehc_null(cell) as
    case when upper(cell) in ({words}) then null else cell end;
create or replace temp macro ehc_cell(cell) as case
    when cell between '!' and '~' and cell[-1] between '!' and '~' and (
        strlen(cell) > 4 or cell between '.' and 'M~' or cell between 'O' and 'm~' or cell > 'o'
    ) then cell
    else ehc_null(trim(cell, {blanks})) end;
create or replace temp macro ehc_upper_cell(cell) as upper(ehc_cell(cell));
create or replace temp macro ehc_odd_day(cell) as case
    when regexp_full_match(cell, '[0-9]{{5}}')
        then case when cell[1:5]::integer between {_FIRST_SERIAL} and {_LAST_SERIAL}
            then date '{_EXCEL_EPOCH}' + cell[1:5]::integer end
    when regexp_full_match(cell, '[0-9]{{4}}-[0-9A-Za-z]+-[0-9]{{1,2}}')
        then try_strptime(cell, ['%Y-%m-%d', '%Y-%b-%d', '%Y-%B-%d'])::date
    when regexp_full_match(cell, '[0-9]{{1,2}}-[0-9A-Za-z]+-[0-9]{{4}}')
        then try_strptime(cell, ['%d-%m-%Y', '%d-%b-%Y', '%d-%B-%Y'])::date
    when regexp_full_match(cell, '[0-9]{{1,2}}-[0-9A-Za-z]+-[0-9]{{2}}')
        then try_strptime(cell, ['%d-%m-%y', '%d-%b-%y', '%d-%B-%y'])::date
end;
create or replace temp macro ehc_day(cell) as case
    when cell like '____-__-__' then try_cast(cell as date)
    when cell like '__/__/____' then try_strptime(cell, '%d/%m/%Y')::date
    else ehc_odd_day(translate(
        regexp_replace(regexp_replace(cell, '{_TIME}', ''), '^([0-9]{{5}})[.][0-9]+$', '\\1'),
        '/. ', '---'
    ))
end;
create or replace temp macro ehc_some_day(cell) as
    case when ehc_day(cell) in ({days}) then null else cell end;
create or replace temp macro ehc_day_cell(cell) as case
    when cell like '2___-__-__' then cell
    when cell like '__/__/20__' then cell
    when contains(cell, '1900') or contains(cell, '9999') then ehc_some_day(ehc_cell(cell))
    else ehc_cell(cell) end;
"""
