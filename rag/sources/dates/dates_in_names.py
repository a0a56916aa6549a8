"""Finds the day of publication in a file name or a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from rag.sources.dates.written_dates import WrittenDate, dates_in, fold_line

_LONGEST = 2000
# 20240728, also before a time: 20240728T1405.
_JOINED = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?!\d)")
# A year, one folder of words, month and day: /2013/middle_east/8/3/
_PARTED = re.compile(r"(?<![^/])(\d{4})/[A-Za-z_\-]{1,40}/(\d\d?)/(\d\d?)(?![^/])")
# Names of the parameters of a link in which a day of publication stands.
_PARAMETERS = {"date", "pubdate", "published", "publishdate", "day", "d", "dt"}


def date_in_name(name: str) -> date | None:
    """Return the only date in a file name, or None.

    Examples: 2024-07-28, 2024_7_28, 20240728, 28-07-2024, 28-july-2024, 2024/world/7/28. A date
    that may be read in two ways is taken only if another date in the name is one of the two days.
    """
    return _only(_dates(fold_line(_spread(name[-_LONGEST:]))))


def day_in_link(url: str) -> date | None:
    """Return the only date in the path of a link, or else in its parameters, or None.

    Examples: /2018/5/26/, /2018/may/26/, /20180526/, /2013/middle_east/8/3/, ?date=2018-05-26.
    """
    try:
        parts = urlsplit(url[:_LONGEST])
        pairs = parse_qsl(parts.query, max_num_fields=50)
    except ValueError:
        return None
    path = unquote(parts.path)
    found = date_in_name(path)
    if found is not None:
        return found
    return date_in_name(" ".join(value for name, value in pairs if name.lower() in _PARAMETERS))


def _spread(name: str) -> str:
    """Return a name with hyphens between the parts of its dates, for 2024_07_28 and 20240728."""
    return _PARTED.sub(r" \1-\2-\3", _JOINED.sub(r"\1-\2-\3", name)).replace("_", "-")


def _dates(folded: str) -> Iterator[WrittenDate]:
    """Yield the dates of a name; what is no day says nothing, since names hold other numbers."""
    return (one for one in dates_in(folded) if one.days)


def _only(dates: Iterator[WrittenDate]) -> date | None:
    """Return the day that all dates of a name may be, or None."""
    open_days = [set(one.days) for one in dates]
    common = set.intersection(*open_days) if open_days else set()
    return common.pop() if len(common) == 1 else None
