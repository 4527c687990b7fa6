"""``vigie-spark``: archives of positions on Apache Spark, with the events of ``vigie archive scan``, byte for byte.

    vigie-spark import --archive FOLDER TABLE.parquet|TABLE.csv …
    vigie-spark scan   --archive FOLDER --out events.jsonl [--rules FILE] [--iuu FILE] [--area FILE] …

The folder must be reachable by all workers under the same path. Spark is not installed with the package: it needs
``pip install vigie[spark]`` and Java 17.

How the work is split, and why nothing differs from one machine:

* Loitering, fishing, visits and lists know one vessel at a time: one task a share of vessels, ``mapInArrow``.
* Encounters in three steps: where each ship was at ten-minute moments (by vessel); who came near whom (by cell of space
  and time); the detector itself on the rows of those ships alone (by pair). See ``vigie_watch::Company``.
* Silences with VMS against AIS, and false positions and identities, rest on what is learned of the whole feed in the order of time: one task
  each, beside the others.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from . import archive as _archive
from . import vigie_native as _native

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_EVENTS = "id string, lowest long, event string"
_WHEREABOUTS = "cell long, slot long, mmsi long, lat double, lon double"
_BONDS = "ship long, other long, crowd boolean, first_slot long, last_slot long"
#: Rows of a roll that an import writes.
ROLL_ROWS = 1_000_000

Batches = Iterator[pa.RecordBatch]


class Plan:
    """What each task needs to know; it travels to the workers."""

    def __init__(self, journal: _archive.Journal, files: _archive.Reference, bounds: tuple[int, int, int]) -> None:
        self.journal, self.files, self.bounds = journal, files, bounds

    def scan(self, kinds: Iterable[str], whereabouts: bool = False) -> _native.Scan:
        return _native.Scan(list(kinds), self.bounds, self.files.files, self.journal.stations, self.journal.bases,
                            whereabouts)


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


def watch_task(plan: Plan, kinds: tuple[str, ...]) -> Callable[[Batches], Batches]:
    """A watch over all rows of a partition, which come by time."""
    def task(batches: Batches) -> Batches:
        scan = plan.scan(kinds)
        for batch in batches:
            _archive.push(scan, batch)
        yield _told(scan.finish())
    return task


def whereabouts_task(plan: Plan) -> Callable[[Batches], Batches]:
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


def cells_task(plan: Plan) -> Callable[[Batches], Batches]:
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


def meetings_task(plan: Plan, groups: int) -> Callable[[Batches], Batches]:
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


def scan(spark: SparkSession, folder: Path, files: _archive.Reference, parts: int) -> list[str]:
    """The last state of every event of an archive as JSON texts, by id; work by vessel is cut into ``parts``."""
    from pyspark.sql import functions as F

    journal = _archive.journal(folder)
    if _archive.kept_rows(folder) < journal.end:
        raise _archive.ArchiveError(f"{folder}: rows wait in a spool; run the import that left them again")
    rows = _rows(spark, folder)
    plan = Plan(journal, files, _bounds(rows, folder, files))
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

    work: list[Callable[[], DataFrame]] = [encounters, by_vessel]
    work += [lambda kinds=kinds: whole(kinds) for kinds in _archive.WHOLE_FEED]
    with ThreadPoolExecutor(len(work)) as pool:
        told = list(pool.map(lambda make: make().select("id", "event").collect(), work))
    last = {row["id"]: row["event"] for rows_of in told for row in rows_of}
    # By the bytes of the id, as one machine has them.
    return [last[key] for key in sorted(last, key=str.encode)]


def import_tables(spark: SparkSession, folder: Path, paths: list[str]) -> int:
    """Tables (Parquet, CSV with a head) with mmsi, time, lat, lon and perhaps sog and cog become rolls of an archive, each a
    span of time; gives the number of rows. Tables that are in already are passed over; one that was cut off is imported
    anew, without what was written of it."""
    from pyspark import TaskContext
    from pyspark.sql import functions as F

    root = folder / "positions"
    root.mkdir(parents=True, exist_ok=True)
    path = folder / "journal.jsonl"
    if any(p.suffix == ".spool" and p.stat().st_size for p in root.iterdir()):
        raise _archive.ArchiveError(f"{folder}: rows wait in a spool; finish the import that left them")
    next_row = max((int(r.name[17:]) for r in _archive.rolls(folder)), default=0)
    before = _archive.lines(path)
    ended = {line["done"]["feed"] for line in before if "done" in line}
    whole = {line["done"]["feed"] for line in before if "done" in line and not line["done"].get("partly")}
    begun = [line["begun"] for line in before if "begun" in line]
    total = 0
    for table in paths:
        stat = os.stat(table)
        plain = f"{stat.st_size}-{int(stat.st_mtime)}"
        # What `vigie archive import` cut off goes on row by row, and only there.
        stamp = f"spark-{plain}"
        same = [b for b in begun if b["name"] == table and b["stamp"] in (stamp, plain)]
        if any(b["feed"] in whole for b in same):
            continue
        cut = [b for b in begun if b["feed"] not in ended]
        if cut and (cut[-1] not in same or cut[-1]["stamp"] != stamp):
            raise _archive.ArchiveError(f"{folder}: the import of {cut[-1]['name']} was cut off; finish it first")
        read = _usable(spark, table)
        if cut:
            next_row = cut[-1]["first"]
            _discard(root, next_row)
        feed = cut[-1]["feed"] if cut else len(begun) + 1
        count = read.count()
        parted = read.repartitionByRange(max(1, -(-count // ROLL_ROWS)), "time").persist()
        sizes = dict(parted.groupBy(F.spark_partition_id()).count().collect())
        starts, at = {}, next_row
        for number in sorted(sizes):
            starts[number] = at
            at += sizes[number]
        begin = {"name": table, "stamp": stamp, "feed": feed, "first": next_row}
        if not cut:
            _note(path, {"begun": begin})
            begun.append(begin)

        def write(batches: Batches, starts: dict[int, int] = starts, feed: int = feed) -> Batches:
            context = TaskContext.get()
            number = context.partitionId() if context else 0
            tables = [pa.Table.from_batches([b]) for b in batches if b.num_rows]
            rows = _archive.write_roll(root, starts[number], feed, iter(tables)) if tables else 0
            yield pa.RecordBatch.from_arrays([pa.array([rows])], names=["rows"])

        written = sum(r["rows"] for r in parted.mapInArrow(write, "rows long").collect())
        if written != at - next_row:
            raise _archive.ArchiveError(f"{table}: {at - next_row - written} rows could not be read as positions")
        parted.unpersist()
        _note(path, {"done": {"feed": feed, "end": at}})
        ended.add(feed)
        whole.add(feed)
        total, next_row = total + written, at
    return total


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


def _note(path: Path, line: dict[str, Any]) -> None:
    """One line of the journal, on the disk before what it tells of."""
    with open(path, "a", encoding="utf-8") as out:
        out.write(json.dumps(line, separators=(",", ":")) + "\n")
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
    given = parser.parse_args(arguments)
    try:
        spark = session(given.master)
    except ImportError:
        print("vigie-spark: pyspark is not installed (pip install vigie[spark])", file=sys.stderr)
        return 2
    from pyspark.errors import PySparkException

    try:
        folder = given.archive.resolve()
        if given.command == "import":
            told: dict[str, Any] = {"rows": import_tables(spark, folder, [os.path.abspath(t) for t in given.tables])}
        else:
            named = [(kind, path) for kind in _archive.FILE_KINDS for path in getattr(given, kind.replace("-", "_"))]
            files = _archive.reference(named, given.notices_complete)
            parts = given.parts or 2 * spark.sparkContext.defaultParallelism
            events = scan(spark, folder, files, parts)
            partial = given.out.with_name(f"{given.out.name}.partial")
            partial.write_text("".join(f"{e}\n" for e in events), encoding="utf-8")
            partial.replace(given.out)
            told = {"events": len(events), "out": str(given.out)}
    except (_archive.ArchiveError, OSError, ValueError, PySparkException) as fault:
        said = [line.strip() for line in str(fault).splitlines() if line.strip()] or [type(fault).__name__]
        # What a worker says is a story of many lines that ends with the fault.
        print(f"vigie-spark: {said[-1] if 'Traceback' in str(fault) else said[0]}", file=sys.stderr)
        return 1
    finally:
        spark.stop()
    print(json.dumps(told) if given.json else " ".join(f"{k}={v}" for k, v in told.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
