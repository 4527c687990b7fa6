"""``vigie-spark``: archives of positions on Apache Spark, with the events of ``vigie archive scan``, byte for byte.

    vigie-spark import --archive FOLDER TABLE.parquet|TABLE.csv …
    vigie-spark scan   --archive FOLDER --out events.jsonl [--rules FILE] [--iuu FILE] [--area FILE] [--detections PRESET@FILE] …

The folder must be reachable by all workers under the same path. Spark is not installed with the package: it needs
``pip install vigie[spark]`` and Java 17.

How the work is split, and why nothing differs from one machine:

* Loitering, fishing, visits and lists know one vessel at a time: one task a share of vessels, ``mapInArrow``.
* Encounters in three steps: where each ship was at ten-minute moments (by vessel); who came near whom (by cell of space
  and time); the detector itself on the rows of those ships alone (by pair). See ``vigie_watch::Company``.
* Silences with VMS against AIS, and false positions and identities, rest on what is learned of the whole feed in the order of time: one task
  each, beside the others.
* Looks of satellites: one task hears all rows for the tracks around them, any task weighs a look, one more hears all rows and tells
  what they say.
* Two tables of a watch have an upper limit and hold more when the work is shared. Whether a limit can have mattered is told from the
  rows, and from the answer; if so that part is done by one task, as on one machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from . import archive as _archive
from . import vigie_native as _native

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame, SparkSession

_EVENTS = "id string, lowest long, event string"
_WHEREABOUTS = "cell long, slot long, mmsi long, lat double, lon double"
_BONDS = "ship long, other long, crowd boolean, first_slot long, last_slot long"
_HEARD_SCHEMA = pa.schema(
    [("part", pa.int32()), ("scene", pa.int32()), ("mmsi", pa.int64()), ("track", pa.int64()),
     *((name, pa.int64() if name.endswith("_ms") else pa.float64()) for name in _archive.VIEW[3:]),
     ("class", pa.string()), ("length_m", pa.float64()), ("names", pa.string())]
)
_SPARK_TYPES = {pa.int32(): "int", pa.int64(): "long", pa.float64(): "double", pa.string(): "string"}
_HEARD = ", ".join(f"{field.name} {_SPARK_TYPES[field.type]}" for field in _HEARD_SCHEMA)
_SAID = "scene int, events array<string>, lit string"
#: What stands for no value in columns that are not numbers of a measurement.
_NOTHING = {"scene": 0, "mmsi": 0, "track": 0, "before_ms": -(2**63), "after_ms": -(2**63)}
#: Limits of a watch's tables: ships that only sent who they are, closed meetings kept for withdrawal, their contacts.
WAITING_MAX, OVER_MAX, OVER_CONTACTS_MAX = 100_000, 4_096, 100_000
_DAY_MS, _SLOT_MS = 86_400_000, 600_000
_FORGET_DAYS = tomllib.loads(_native.BUILTIN_RULES)["watch"]["forget_days"]
#: Rows of a roll that an import writes.
ROLL_ROWS = 1_000_000

Batches = Iterator[pa.RecordBatch]


def _runs(batches: Batches, key: str) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Batches cut where the value of a column changes."""
    for batch in batches:
        at = 0
        while at < batch.num_rows:
            column = batch.column(key)
            value = column[at].as_py()
            # Sorted by this column: the run ends at the first greater value.
            count = pc.sum(pc.equal(column.slice(at), value)).as_py()
            yield value, batch.slice(at, count)
            at += count


def _told(found: list[tuple[str, int, str]]) -> pa.RecordBatch:
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    kinds = (pa.string(), pa.int64(), pa.string())
    arrays = [pa.array(list(c), k) for c, k in zip(columns, kinds, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=["id", "lowest", "event"])


def watch_task(plan: _archive.Plan, kinds: tuple[str, ...]) -> Callable[[Batches], Batches]:
    """A watch over all rows of a partition, which come by time."""
    def task(batches: Batches) -> Batches:
        scan = plan.scan(kinds)
        for batch in batches:
            _archive.push(scan, batch)
        yield _told(scan.finish())
    return task


def whereabouts_task(plan: _archive.Plan) -> Callable[[Batches], Batches]:
    """Where the ships of a partition were, for each cell that must know."""
    def told(scan: _native.Scan) -> pa.RecordBatch:
        kinds = (pa.int64(), pa.int64(), pa.uint32(), pa.float64(), pa.float64())
        arrays = [_archive.column_of(r, k) for r, k in zip(scan.whereabouts(), kinds, strict=True)]
        arrays[2] = arrays[2].cast(pa.int64())
        return pa.RecordBatch.from_arrays(arrays, names=["cell", "slot", "mmsi", "lat", "lon"])

    def task(batches: Batches) -> Batches:
        scan = plan.scan(_archive.ENCOUNTER, True)
        for batch in batches:
            _archive.push(scan, batch)
            yield told(scan)
        scan.finish()
        yield told(scan)
    return task


def cells_task(plan: _archive.Plan) -> Callable[[Batches], Batches]:
    """Who came near whom, in the cells of a partition; rows come by moment."""
    def task(batches: Batches) -> Batches:
        cells = _native.Cells(plan.files.rules)
        for batch in batches:
            column = batch.column
            cells.push(_archive.view(column("slot")), _archive.view(column("mmsi").cast(pa.uint32())),
                       _archive.view(column("lat")), _archive.view(column("lon")))
        kinds = (pa.uint32(), pa.uint32(), pa.uint8(), pa.int64(), pa.int64())
        ship, other, crowd, first, last = (
            _archive.column_of(r, k) for r, k in zip(cells.finish(), kinds, strict=True)
        )
        arrays = [ship.cast(pa.int64()), other.cast(pa.int64()), crowd.cast(pa.bool_()), first, last]
        yield pa.RecordBatch.from_arrays(arrays, names=["ship", "other", "crowd", "first_slot", "last_slot"])
    return task


def meetings_task(plan: _archive.Plan, groups: int) -> Callable[[Batches], Batches]:
    """The detector of encounters on the ships of groups of pairs; rows come by group and time."""
    def told(scan: _native.Scan, group: int) -> pa.RecordBatch:
        # A pair belongs to the group of its lower MMSI; others may lack ships of a crowd here.
        return _told([row for row in scan.finish() if row[1] % groups == group])

    def task(batches: Batches) -> Batches:
        scan, now = None, -1
        for group, batch in _runs(batches, "group"):
            if scan is None or group != now:
                if scan is not None:
                    yield told(scan, now)
                scan, now = plan.scan(_archive.ENCOUNTER), group
            _archive.push(scan, batch)
        if scan is not None:
            yield told(scan, now)
    return task


def looks_task(plan: _archive.Plan) -> Callable[[Batches], Batches]:
    """All rows by time to the tracks around each look (``part`` 1), a row for each look itself (0), and the vessels known (2)."""
    def rows(part: int, count: int, columns: dict[str, pa.Array]) -> pa.RecordBatch:
        arrays = []
        for field in _HEARD_SCHEMA:
            column = pa.repeat(pa.scalar(part, pa.int32()), count) if field.name == "part" else columns.get(field.name)
            arrays.append(pa.nulls(count, field.type) if column is None else column.cast(field.type))
        return pa.RecordBatch.from_arrays(arrays, schema=_HEARD_SCHEMA)

    def views(looks: _native.Looks) -> pa.RecordBatch:
        found = _archive.views(looks)
        return rows(1, found.num_rows, dict(zip(_archive.VIEW, found.columns, strict=True)))

    def task(batches: Batches) -> Batches:
        looks = plan.looks()
        for batch in batches:
            _archive.push(looks, batch)
            yield views(looks)
        ships, names = looks.finish()
        yield views(looks)
        told = dict(names)
        yield rows(0, plan.scenes, {"scene": pa.array(range(plan.scenes)),
                                    "names": pa.array([told.get(n) for n in range(plan.scenes)], pa.string())})
        of_ships = list(zip(*ships, strict=True)) or [(), (), ()]
        kinds = (pa.int64(), pa.string(), pa.float64())
        columns = [pa.array(list(c), k) for c, k in zip(of_ships, kinds, strict=True)]
        yield rows(2, len(ships), dict(zip(("mmsi", "class", "length_m"), columns, strict=True)))
    return task


def weigh_task(plan: _archive.Plan) -> Callable[[Batches], Batches]:
    """Looks with the tracks around them to what each says; rows come by look, itself first, then by MMSI and track."""
    def said(weigher: _native.Weigher, number: int, pieces: list[pa.RecordBatch]) -> pa.RecordBatch:
        table = pa.Table.from_batches(pieces)
        names = table["names"][0].as_py()
        tracks = table.slice(1).combine_chunks()
        rows = tracks.to_batches()[0] if tracks.num_rows else pieces[0].slice(0, 0)
        rows = pa.RecordBatch.from_arrays(
            [pc.fill_null(c, _NOTHING.get(n, float("nan"))) if c.null_count and n in _archive.VIEW else c
             for n, c in zip(rows.schema.names, rows.columns, strict=True)], names=rows.schema.names)
        known = [(kind or "*", length) for kind, length in zip(rows.column("class").to_pylist(), rows.column("length_m").to_pylist(), strict=True)]
        events, lit, _ = _archive.weigh(weigher, number, rows, known, names)
        arrays = [pa.array([number], pa.int32()), pa.array([events], pa.list_(pa.string())), pa.array([json.dumps(lit)])]
        return pa.RecordBatch.from_arrays(arrays, names=["scene", "events", "lit"])

    def task(batches: Batches) -> Batches:
        weigher, now, pieces = None, -1, list[pa.RecordBatch]()
        for number, batch in _runs(batches, "scene"):
            weigher = weigher or plan.weigher()
            if number != now and pieces:
                yield said(weigher, now, pieces)
                pieces = []
            now = number
            pieces.append(batch)
        if weigher is not None and pieces:
            yield said(weigher, now, pieces)
    return task


def told_task(plan: _archive.Plan, told: Broadcast[Any]) -> Callable[[Batches], Batches]:
    """All rows by time to the events that looks make or change."""
    def task(batches: Batches) -> Batches:
        watch = plan.told()
        for batch in batches:
            _archive.push(watch, batch)
        known, said = told.value
        yield _told(watch.finish(known, said))
    return task


def _rows(spark: SparkSession, folder: Path) -> DataFrame:
    """All rows of an archive: positions, and identity reports, told apart by ``identity``."""
    from pyspark.sql import functions as F

    found = _archive.rolls(folder)
    common = ["time", "mmsi", *_archive.NUMBERS, "receiver"]
    positions = [str(p) for roll in found for p in sorted(roll.glob("positions-*.parquet"))]
    identities = [str(roll / "identities.parquet") for roll in found if (roll / "identities.parquet").exists()]
    types = {"imo": "int", "ship_type": "int", "length_m": "int", "beam_m": "int"}
    absent = {name: F.lit(None).cast(types.get(name, "string")) for name in _archive.IDENTITY}
    parts = []
    if positions:
        read = spark.read.parquet(*positions).select(*common)
        parts.append(read.withColumns({"identity": F.lit(False), **absent}))
    if identities:
        places = {name: F.lit(-1) for name in _archive.NUMBERS[:6]}
        read = spark.read.parquet(*identities).withColumns({"identity": F.lit(True), **places})
        parts.append(read.select(*common, "identity", *_archive.IDENTITY))
    if not parts:
        raise _archive.ArchiveError(f"{folder}: no positions")
    rows = parts[0] if len(parts) == 1 else parts[0].unionByName(parts[1])
    return rows.withColumn("time", F.expr("unix_millis(time)"))


def _bounds(rows: DataFrame, folder: Path, files: _archive.Reference) -> tuple[int, int, int]:
    first, last = _native.EDGES
    count = _archive.kept_rows(folder)
    times = rows.select("time")
    early = [r[0] for r in times.orderBy("time").limit(first).collect()]
    late = [r[0] for r in times.orderBy(times["time"].desc()).limit(last).collect()]
    found = _native.bounds(early, late[::-1], count, files.rules)
    if found is None:
        raise _archive.ArchiveError(f"{folder}: no positions")
    return found


def _say(text: str) -> None:
    print(f"vigie-spark: {text}", file=sys.stderr)


def _waiting_fits(rows: DataFrame, plan: _archive.Plan) -> bool:
    """Whether the table of ships that only sent who they are cannot have been full on one machine."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    forget_ms = int(tomllib.loads(plan.files.rules or "").get("watch", {}).get("forget_days", _FORGET_DAYS) * _DAY_MS)
    who = rows.where("identity").select("mmsi").distinct()
    if who.count() <= WAITING_MAX:
        return True
    # A ship waits from what it says until its next position, or until it is forgotten; never after a position not yet forgotten.
    of_ship = Window.partitionBy("mmsi").orderBy("time", F.col("identity").desc())
    at = F.when(~F.col("identity"), F.col("time"))
    before = F.last(at, ignorenulls=True).over(of_ship.rowsBetween(Window.unboundedPreceding, Window.currentRow))
    after = F.first(at, ignorenulls=True).over(of_ship.rowsBetween(Window.currentRow, Window.unboundedFollowing))
    said = rows.join(who, "mmsi").select("mmsi", "time", "identity", before.alias("before"), after.alias("after"))
    said = said.where("identity").where(F.col("before").isNull() | (F.col("time") - F.col("before") >= forget_ms - _DAY_MS))
    until = F.least(F.coalesce(F.col("after"), F.lit(2**62)), F.col("time") + forget_ms + 2 * _DAY_MS)
    days = F.explode(F.sequence(F.floor(F.col("time") / _DAY_MS), F.floor(until / _DAY_MS)))
    most = said.select("mmsi", days.alias("day")).distinct().groupBy("day").count().agg(F.max("count")).first()
    return most is None or (most[0] or 0) <= WAITING_MAX


def _meetings_fit(events: list[str]) -> bool:
    """Whether every meeting that was withdrawn after it had ended would still have been remembered on one machine.

    A watch forgets the oldest closed meetings of a preset beyond :data:`OVER_MAX`, and then no longer withdraws them when a ship
    turns out to be a net's beacon. More are remembered where the work is shared; what is not withdrawn differs in nothing.
    """
    meetings: dict[str, list[tuple[int, int, int, int | None]]] = {}
    for text in events:
        event = json.loads(text)
        end = _ms((event["end"] or event["start"])["time"])
        contacts = (end - _ms(event["start"]["time"])) // _SLOT_MS + 2
        gone = event.get("retraction")
        withdrawn = _ms(gone["at"]) if gone and gone["reason"] == "vessel-is-gear" else None
        meetings.setdefault(event["evidence"]["codes"]["preset"], []).append((end, contacts, end, withdrawn))
    for of_preset in meetings.values():
        of_preset.sort(key=lambda m: m[0])
        ends = [end for end, *_ in of_preset]
        sums = [0, *accumulate(contacts for _, contacts, *_ in of_preset)]
        for end, _, _, withdrawn in of_preset:
            if withdrawn is None:
                continue
            # Meetings close some hours after their last contact, and not in the order of these: a day on either side.
            first, last = bisect_left(ends, end - _DAY_MS), bisect_right(ends, withdrawn + _DAY_MS)
            if last - first > OVER_MAX or sums[last] - sums[first] > OVER_CONTACTS_MAX:
                return False
    return True


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1_000)


def scan(
    spark: SparkSession, folder: Path, files: _archive.Reference, parts: int, detections: Iterable[str] = ()
) -> list[str]:
    """The last state of every event of an archive as JSON texts, by id; work by vessel is cut into ``parts``."""
    from pyspark.sql import functions as F

    journal = _archive.settled(folder)
    rows = _rows(spark, folder)
    plan = _archive.Plan(folder, journal, files, _bounds(rows, folder, files), _archive.scene_files(detections))
    for file, line, reason in plan.faults[:20]:
        _say(f"{file}, line {line}: {reason}")
    shared = _waiting_fits(rows, plan)
    if not shared:
        _say(f"more than {WAITING_MAX} ships at a time only sent who they are: all detectors are run by one task each")
    of_vessels = rows.repartition(parts, "mmsi").sortWithinPartitions("time")

    def by_vessel() -> DataFrame:
        return of_vessels.mapInArrow(watch_task(plan, _archive.BY_VESSEL), _EVENTS)

    def whole(kinds: tuple[str, ...]) -> DataFrame:
        return rows.repartition(1).sortWithinPartitions("time").mapInArrow(watch_task(plan, kinds), _EVENTS)

    def encounters() -> DataFrame:
        cells = of_vessels.mapInArrow(whereabouts_task(plan), _WHEREABOUTS)
        cells = cells.repartition(parts, "cell").sortWithinPartitions("slot")
        bonds = cells.mapInArrow(cells_task(plan), _BONDS).persist()
        pairs = bonds.where("not crowd").groupBy("ship", "other").agg(
            F.min("first_slot").alias("first_slot"), F.max("last_slot").alias("last_slot"))
        pairs = pairs.where(F.col("last_slot") - F.col("first_slot") >= _native.Cells(files.rules).slots_min())
        group = (F.col("ship") % parts).alias("group")
        known = pairs.select(group, F.col("ship").alias("mmsi"))
        known = known.union(pairs.select(group, F.col("other").alias("mmsi"))).distinct()
        crowd = bonds.where("crowd").select("ship", "other").distinct()
        beside = known.join(crowd, known["mmsi"] == crowd["ship"]).select("group", F.col("other").alias("mmsi"))
        known = known.union(beside).distinct()
        of_pairs = rows.join(known, "mmsi").repartition(parts, "group").sortWithinPartitions("group", "time")
        return of_pairs.mapInArrow(meetings_task(plan, parts), _EVENTS)

    def told(make: Callable[[], DataFrame]) -> dict[str, str]:
        return {row["id"]: row["event"] for row in make().select("id", "event").collect()}

    def met() -> dict[str, str]:
        if shared:
            found = told(encounters)
            if _meetings_fit(list(found.values())):
                return found
            _say("a beacon's meetings may have been forgotten on one machine: encounters are looked for again by one task")
        return told(lambda: whole(_archive.ENCOUNTER))

    def looked() -> list[tuple[int, list[str], list[tuple[int, int]]]]:
        heard = rows.repartition(1).sortWithinPartitions("time").mapInArrow(looks_task(plan), _HEARD).persist()
        heard.count()
        ships = heard.where("part = 2").select("mmsi", "class", "length_m")
        tracks = heard.where("part = 1").drop("class", "length_m").join(ships, "mmsi", "left")
        work = heard.where("part = 0").unionByName(tracks).repartition(parts, "scene")
        work = work.sortWithinPartitions("scene", "part", "mmsi", "track")
        said = work.mapInArrow(weigh_task(plan), _SAID).collect()
        heard.unpersist()
        found = [(r["scene"], list(r["events"]), [(m, t) for m, t in json.loads(r["lit"])]) for r in said]
        return sorted(found, key=lambda one: one[0])

    work: list[Callable[[], dict[str, str]]] = [met]
    work.append(lambda: told(by_vessel if shared else lambda: whole(_archive.BY_VESSEL)))
    work += [partial(told, partial(whole, kinds)) for kinds in _archive.WHOLE_FEED]
    with ThreadPoolExecutor(len(work) + 1) as pool:
        looks = pool.submit(looked) if plan.detections else None
        last = {key: text for found in pool.map(lambda one: one(), work) for key, text in found.items()}
        if looks is not None:
            wanted = ('"kind":"gap"', '"slow-by-night"')
            known = [text for text in last.values() if any(word in text for word in wanted)]
            sent = spark.sparkContext.broadcast((known, looks.result()))
            again = rows.repartition(1).sortWithinPartitions("time")
            last |= told(lambda: again.mapInArrow(told_task(plan, sent), _EVENTS))
    # By the bytes of the id, as one machine has them.
    return [last[key] for key in sorted(last, key=str.encode)]


def import_tables(spark: SparkSession, folder: Path, paths: list[str]) -> int:
    """Tables (Parquet, CSV with a head) with mmsi, time, lat, lon and perhaps sog and cog become rolls of an archive, each a
    span of time; gives the number of rows. Tables that are in already are passed over; one that was cut off is imported
    anew, without what was written of it."""
    root = folder / "positions"
    root.mkdir(parents=True, exist_ok=True)
    path = folder / "journal.jsonl"
    if any(p.suffix == ".spool" and p.stat().st_size for p in root.iterdir()):
        raise _archive.ArchiveError(f"{folder}: rows wait in a spool; finish the import that left them")
    feeds = _archive.feeds(path)
    next_row = max((int(r.name[17:]) for r in _archive.rolls(folder)), default=0)
    total = 0
    for table in paths:
        stat = os.stat(table)
        plain = f"{stat.st_size}-{int(stat.st_mtime)}"
        # What `vigie archive import` cut off goes on row by row, and only there.
        stamp = f"spark-{plain}"
        canonical = str(Path(table).resolve())
        same = [feed for feed in feeds if feed.is_of(table, canonical)]
        if any(feed.stamp in (stamp, plain) and feed.whole for feed in same):
            continue
        cut = next((feed for feed in feeds if feed.end is None), None)
        if cut is not None and (cut not in same or not cut.stamp.startswith("spark-")):
            raise _archive.ArchiveError(f"{folder}: the import of {cut.name} was cut off; finish it first")
        if cut is not None:
            # What was written of it is written anew, or of a table that has changed since left out.
            next_row = cut.first
            _discard(root, next_row)
            if cut.stamp != stamp:
                _note(path, {"done": {"feed": cut.number, "end": next_row, "partly": True}})
                cut = None
                feeds = _archive.feeds(path)
        read = _usable(spark, table)
        number = len(feeds) + 1 if cut is None else cut.number
        begin = {"name": table, "path": canonical, "stamp": stamp, "feed": number, "first": next_row}
        try:
            written = _import_one(spark, root, read, path, begin, cut is None)
        except Exception:
            # What cannot be read does not stand in the way of others.
            if any(feed.number == number and feed.end is None for feed in _archive.feeds(path)):
                _discard(root, next_row)
                _note(path, {"done": {"feed": number, "end": next_row, "partly": True}})
            raise
        # The second entry makes it known to `vigie archive import`, which knows files by their plain stamp.
        end = {"end": next_row + written}
        known = {**begin, "stamp": plain, "feed": number + 1}
        _note(path, {"done": {"feed": number, **end}}, {"begun": known}, {"done": {"feed": number + 1, **end}})
        feeds = _archive.feeds(path)
        total, next_row = total + written, next_row + written
    return total


def _import_one(
    spark: SparkSession, root: Path, read: DataFrame, journal: Path, begin: dict[str, Any], is_new: bool
) -> int:
    """One table as rolls; gives the number of rows."""
    from pyspark import TaskContext
    from pyspark.sql import functions as F

    count = read.count()
    parted = read.repartitionByRange(max(1, -(-count // ROLL_ROWS)), "time").persist()
    sizes: dict[int, int] = dict(parted.groupBy(F.spark_partition_id()).count().collect())
    starts, at, feed = {}, begin["first"], begin["feed"]
    for number in sorted(sizes):
        starts[number] = at
        at += sizes[number]
    if is_new:
        _note(journal, {"begun": begin})

    def write(batches: Batches) -> Batches:
        context = TaskContext.get()
        number = context.partitionId() if context else 0
        tables = [pa.Table.from_batches([b]) for b in batches if b.num_rows]
        rows = _archive.write_roll(root, starts[number], feed, iter(tables)) if tables else 0
        yield pa.RecordBatch.from_arrays([pa.array([rows])], names=["rows"])

    written = sum(int(r["rows"]) for r in parted.mapInArrow(write, "rows long").collect())
    parted.unpersist()
    if written != at - begin["first"]:
        raise _archive.ArchiveError(f"{begin['name']}: {at - begin['first'] - written} rows could not be read as positions")
    return written


#: What an archive keeps of a table, and the years 1 to 9999.
_COLUMNS = {"mmsi": "bigint", "lat": "double", "lon": "double", "sog": "double", "cog": "double"}
_USABLE = ("mmsi between 0 and 4294967295 and time is not null and abs(lat) <= 90 and abs(lon) <= 360"
           " and unix_millis(time) between -62135596800000 and 253402128000000")


def _usable(spark: SparkSession, table: str) -> DataFrame:
    """The rows of a table that an archive can keep; how many it cannot is told on the error stream."""
    from pyspark.sql import functions as F

    read = spark.read.parquet(table) if table.endswith(".parquet") else spark.read.csv(
        table, header=True, inferSchema=True)
    missing = [n for n in ("mmsi", "time", "lat", "lon") if n not in read.columns]
    if missing:
        raise _archive.ArchiveError(f"{table}: column {missing[0]} is missing")
    kinds = dict(read.dtypes)
    time = F.col("time")
    if kinds["time"] in ("bigint", "int"):
        time = F.timestamp_millis("time")
    elif kinds["time"] not in ("timestamp", "timestamp_ntz"):
        raise _archive.ArchiveError(f"{table}: column time is {kinds['time']}; it must be a timestamp, or whole"
                                    " milliseconds since 1970 UTC")
    # A cell that is no number is a value that is not known, whatever the mode of the session.
    columns = [F.col(name).try_cast(kind).alias(name) for name, kind in _COLUMNS.items() if name in read.columns]
    every = read.select(time.cast("timestamp").alias("time"), *columns)
    usable = every.where(_USABLE)
    left_out = every.count() - usable.count()
    if left_out:
        print(f"vigie-spark: {table}: {left_out} rows without a usable MMSI, time or place are left out", file=sys.stderr)
    return usable


def _discard(root: Path, first: int) -> None:
    """Deletes rolls from an arrival number on, and rolls that were not finished."""
    rolls = [p for p in root.iterdir() if len(p.name) == 33 and p.name[16] == "-" and int(p.name[:16]) >= first]
    for path in [*rolls, *root.glob("partial-*")]:
        shutil.rmtree(path)


def _note(path: Path, *lines: dict[str, Any]) -> None:
    """Lines of the journal, on the disk before what they tell of."""
    with open(path, "a", encoding="utf-8") as out:
        out.write("".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines))
        out.flush()
        os.fsync(out.fileno())


def session(master: str | None) -> SparkSession:
    """A session; the workers use the Python of this one unless PYSPARK_PYTHON says otherwise."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("vigie").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.session.timeZone", "UTC")
    # Each task is one thread of native code over a stream of rows: small batches, no broadcast of rows.
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "65536")
    if master:
        builder = builder.master(master)
    return builder.getOrCreate()


def _work(spark: SparkSession, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """What was asked for; gives counts."""
    if given.command == "import":
        return {"rows": import_tables(spark, folder, [os.path.abspath(t) for t in given.tables])}
    named = [(kind, path) for kind in _archive.FILE_KINDS for path in getattr(given, kind.replace("-", "_"))]
    files = _archive.reference(named, given.notices_complete, given.complete_for)
    parts = given.parts or 2 * spark.sparkContext.defaultParallelism
    events = scan(spark, folder, files, parts, given.detections)
    unfinished = given.out.with_name(f"{given.out.name}.partial")
    unfinished.write_text("".join(f"{e}\n" for e in events), encoding="utf-8")
    unfinished.replace(given.out)
    return {"events": len(events), "out": str(given.out)}


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="vigie-spark", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("import", "scan"):
        command = commands.add_parser(name)
        command.add_argument("--archive", type=Path, required=True, metavar="FOLDER")
        command.add_argument("--master", metavar="URL", help="Spark's master; else as spark-submit is set up")
        command.add_argument("--json", action="store_true")
        if name == "import":
            command.add_argument("tables", nargs="+", metavar="TABLE")
            continue
        command.add_argument("--out", type=Path, required=True, metavar="FILE")
        command.add_argument("--parts", type=int, default=0, metavar="N", help="shares of vessels; else twice the cores")
        for kind in _archive.FILE_KINDS:
            command.add_argument(f"--{kind}", action="append", default=[], metavar="FILE")
        command.add_argument("--notices-complete", action="append", default=[], metavar="FROM/UNTIL[/AREA]")
        command.add_argument("--complete-for", action="append", default=[], metavar="all|flag:XXX|area:NAME")
        command.add_argument("--detections", action="append", default=[], metavar="PRESET@FILE")
    given = parser.parse_args(arguments)
    try:
        spark = session(given.master)
    except ImportError:
        print("vigie-spark: pyspark is not installed (pip install vigie[spark])", file=sys.stderr)
        return 2
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        folder = given.archive.resolve()
        with _archive.locked(folder, given.command == "import"):
            told = _work(spark, folder, given)
    except _archive.InUse as fault:
        print(f"vigie-spark: {fault}", file=sys.stderr)
        return 3
    except (_archive.ArchiveError, OSError, ValueError, PySparkException, Py4JError) as fault:
        # Of a fault of Java the second line names it: the first one only tells which call it was.
        said = [line.removeprefix(": ") for line in str(fault).splitlines() if line.strip() and not line.startswith("An error occurred")] or [repr(fault)]
        print(f"vigie-spark: {said[-1] if 'Traceback' in str(fault) else said[0]}", file=sys.stderr)
        return 1
    finally:
        spark.stop()
    print(json.dumps(told) if given.json else " ".join(f"{k}={v}" for k, v in told.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
