"""Writes tables.txt: when crontab lines fire, according to cronsim, a Python program that mimics Debian's cron.

    python3 -m venv v && v/bin/pip install cronsim==2.8 tzdata==2026.5
    PYTHONTZPATH= v/bin/python generate.py > tables.txt

The empty PYTHONTZPATH makes Python use the tzdata package instead of the host's zones.
"""

import hashlib
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import tzdata
from cronsim import CronSim

FIRST, LAST = 2010, 2033
ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Asia/Kolkata",
    "Africa/Casablanca", "Asia/Tehran", "Asia/Gaza", "Pacific/Apia", "Australia/Lord_Howe", "Antarctica/Troll",
]
RULES = [
    # each time of day once
    "30 2 * * *", "0 0 * * *", "0 3 * * *", "0,30 2 * * *", "15 1,2 * * *", "0 0-3 * * *",
    "5-59/20 0-4 * * 7", "0 9 * * 1-5", "30 4 1,15 * 5", "0 0 */2 * 1", "45 23 31 * *", "0 12 29 2 *",
    "0 0 1 JAN,jul *", "10 1 * * SUN",
    # by the clock on the wall
    "0 * * * *", "*/15 2 * * *", "30 */2 * * *", "*/20 0-3 * * 0",
]
AROUND = timedelta(hours=3)


def fires(rule, zone):
    """Every firing of the years, as whole seconds since 1970, and those that cronsim alone has wrong."""
    told = list(by_cronsim(rule, zone))
    if not any(field.startswith("*") for field in rule.split()[:2]):
        return told, []
    shown = sorted(on_the_clock(rule, zone))
    return shown, sorted(set(told) ^ set(shown))


def on_the_clock(rule, zone):
    """The same for a rule that follows the clock, without cronsim's steps through changes of the offset.

    Some of those steps are wrong if the change is not by whole hours or not at a full hour: cronsim then
    walks in steps of an hour from the wrong minute and passes the one wanted. Here cronsim says which local
    times match, and the zone says when they are shown: never, once or twice.
    """
    begin, end = datetime(FIRST, 1, 1), datetime(LAST + 1, 1, 1)
    first, last = (at.replace(tzinfo=timezone.utc).timestamp() for at in (begin, end))
    for local in CronSim(rule, begin - timedelta(days=2)):
        if local > end + timedelta(days=2):
            return
        for fold in (0, 1):
            at = local.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc)
            exists = at.astimezone(zone).replace(tzinfo=None) == local
            is_new = fold == 0 or local.replace(tzinfo=zone).utcoffset() != local.replace(tzinfo=zone, fold=1).utcoffset()
            if exists and is_new and first <= at.timestamp() < last:
                yield int(at.timestamp())


def by_cronsim(rule, zone):
    """Every firing of the years that cronsim names."""
    begin = datetime(FIRST, 1, 1, tzinfo=timezone.utc) - timedelta(seconds=1)
    end = datetime(LAST + 1, 1, 1, tzinfo=timezone.utc)
    last = None
    for fire in CronSim(rule, begin.astimezone(zone)):
        at = fire.astimezone(timezone.utc)
        if at >= end:
            return
        # cronsim names the end of a gap once for every time in it.
        if at != last and at > begin:
            yield int(at.timestamp())
        last = at


def changes(zone):
    """The instants at which the zone's offset changes, found hour by hour and then by halving."""
    at, end = (int(datetime(year, 1, 1, tzinfo=timezone.utc).timestamp()) for year in (FIRST, LAST + 1))
    offset = lambda seconds: datetime.fromtimestamp(seconds, zone).utcoffset()
    while at < end:
        low, high = at, at + 6 * 3600
        if offset(low) != offset(high):
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
            yield high
        at += 6 * 3600


def series(job):
    """The lines of one series."""
    name, rule = job
    zone = ZoneInfo(name)
    all_fires, wrong = fires(rule, zone)
    lines = [f"series {name} | {rule}"]
    lines += [f"# cronsim alone: {len(wrong)} differ, the first {datetime.fromtimestamp(wrong[0], zone)}"] if wrong else []
    for year in range(FIRST, LAST + 1):
        begin = datetime(year, 1, 1, tzinfo=timezone.utc).timestamp()
        end = datetime(year + 1, 1, 1, tzinfo=timezone.utc).timestamp()
        of_year = [at for at in all_fires if begin <= at < end]
        text = "".join(f"{at}\n" for at in of_year)
        lines.append(f"year {year} {len(of_year)} {hashlib.sha256(text.encode()).hexdigest()[:12]}")
    for shift in changes(zone):
        near = [at for at in all_fires if abs(at - shift) <= AROUND.total_seconds()]
        lines.append(" ".join([f"near {shift}", *(str((at - shift) // 60) for at in near)]))
    return lines


if __name__ == "__main__":
    print(f"# cronsim 2.8, time zones {tzdata.IANA_VERSION}; made by generate.py, see README.md")
    with ProcessPoolExecutor() as pool:
        for lines in pool.map(series, [(name, rule) for name in ZONES for rule in RULES]):
            print("\n".join(lines), flush=True)
