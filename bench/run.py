#!/usr/bin/env python3
"""Speed beside named peers, in one run, as ratios, with memory.

    python3 bench/run.py [decode] [watch] [--messages 1000000] [--runs 3]

Every figure is CPU time (user + system) of a whole process pinned to one core, less the same program's CPU time
on an empty file, the median of the runs; memory is the largest resident set. Peers come from their package
registries into the cache folder, never into the project. Real logs are read from ../shared/data/nmea.
"""
import argparse
import gzip
import json
import multiprocessing
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "vigie" / "bench"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", CACHE.parent / "target"))
NMEA = ROOT.parent / "shared" / "data" / "nmea"
SENTENCE = re.compile(rb"!(..VD[MO],(\d),(\d),(\d?),([AB12]?),([0-W`-w]+),([0-5]))\*([0-9A-Fa-f]{2})")


def checksum_fits(body, given):
    value = 0
    for byte in body:
        value ^= byte
    return value == int(given, 16)


def real_logs():
    for path in sorted(NMEA.rglob("*")):
        if path.suffix in {".gz"}:
            yield gzip.decompress(path.read_bytes())
        elif path.suffix in {".log", ".aivdm", ".nmea", ".txt", ".ais"} and path.name != "SOURCE.txt":
            yield path.read_bytes()


def clean_sentences():
    """Checksum-valid bare sentences, the parts of a message adjacent."""
    pending = []
    for log in real_logs():
        for match in SENTENCE.finditer(log):
            body, total, number, sequence = match[1], int(match[2]), int(match[3]), match[4]
            if not checksum_fits(body, match[8]):
                continue
            line = match[0]
            if total == 1:
                yield [line]
                continue
            if number == 1:
                pending = [(total, sequence, line)]
            elif pending and pending[0][:2] == (total, sequence) and number == len(pending) + 1:
                pending.append((total, sequence, line))
            else:
                pending = []
            if pending and len(pending) == total:
                yield [part for _, _, part in pending]
                pending = []


def make_corpora(messages):
    clean, dirty, empty = CACHE / "clean.nmea", CACHE / "dirty.nmea", CACHE / "empty.nmea"
    empty.write_bytes(b"")
    if not NMEA.is_dir():
        sys.exit("the real logs are not here (../shared/data/nmea): nothing measured")
    whole = [b"\r\n".join(parts) + b"\r\n" for parts in clean_sentences()]
    times = -(-messages // len(whole))
    clean.write_bytes(b"".join(whole) * times)
    logs = b"\n".join(real_logs()) + b"\n"
    dirty.write_bytes(logs * max(1, messages // max(1, logs.count(b"\n"))))
    for path in (clean, dirty):
        data = path.read_bytes()
        cut = data.rfind(b"\n!", 0, len(data) // 10) + 1 or data.rfind(b"\n", 0, len(data) // 10) + 1
        # A tenth for the decoders that would take minutes; cut at a line.
        path.with_name(f"{path.stem}-tenth.nmea").write_bytes(data[:cut])


def measure(command, runs, stdin=None):
    """Median CPU seconds, largest resident set in MB, and what the program printed last."""
    seconds, peak, last = [], 0, ""
    for _ in range(runs):
        source = open(stdin, "rb") if stdin else subprocess.DEVNULL
        process = subprocess.Popen(["taskset", "-c", "0", *map(str, command)], stdin=source,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        tail = b""
        count = 0
        while chunk := process.stdout.read(1 << 20):
            count += chunk.count(b"\n")
            tail = (tail + chunk)[-400:]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            return None
        seconds.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss / 1024)
        last = tail.decode(errors="replace").strip().splitlines()[-1] if tail.strip() else ""
    return statistics.median(seconds), peak, last, count


def build():
    CACHE.mkdir(parents=True, exist_ok=True)
    quiet = dict(check=True, stdout=subprocess.DEVNULL)
    env = dict(os.environ, CARGO_TARGET_DIR=str(TARGET))
    print("building our programs and the peers", file=sys.stderr)
    subprocess.run(["cargo", "build", "-q", "--profile", "dist", "--locked", "-p", "vigie-ais", "-p", "vigie-watch", "--examples"],
                   cwd=ROOT, env=env, **quiet)
    subprocess.run(["cargo", "build", "-q", "--release", "--locked"], cwd=ROOT / "bench/peers/rust",
                   env=dict(env, CARGO_TARGET_DIR=str(CACHE / "rust")), **quiet)
    venv = CACHE / "venv"
    if not (venv / "bin/pip").exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], **quiet)
    subprocess.run([str(venv / "bin/pip"), "install", "-q", "pyais==3.3.1"], **quiet)
    if subprocess.run([str(venv / "bin/pip"), "install", "-q", "libais==0.17"],
                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
        print("libais could not be built on this machine: left out", file=sys.stderr)
    node = CACHE / "node"
    node.mkdir(exist_ok=True)
    for name in ("package.json", ".npmrc", "run.mjs"):
        shutil.copy(ROOT / "bench/peers/node" / name, node / name)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=node, **quiet)
    return venv, node


def decoders(venv, node):
    rust = CACHE / "rust/release/vigie-bench-peers"
    examples = TARGET / "dist/examples"
    python = venv / "bin/python"
    peers = ROOT / "bench/peers/python_peers.py"
    rows = [
        ("vigie-ais, structs", lambda f: ([examples / "decode_rate", "--once", "struct", f], None)),
        ("vigie-ais, JSON", lambda f: ([examples / "decode_rate", "--once", "json", f], None)),
    ]
    rows += [(f"{name} (crates.io)", lambda f, n=name: ([rust, n, f], None))
             for name in ("ais", "aivdm", "nmea-0183-rs", "nmea-parser")]
    rows += [("gpsdecode -j (Debian)", lambda f: (["gpsdecode", "-j"], f))] if shutil.which("gpsdecode") else []
    rows += [(f"{name} (PyPI)", lambda f, n=name: ([python, peers, n, f], None)) for name in ("libais", "pyais")]
    rows += [(f"{name} (npm)", lambda f, n=name: (["node", node / "run.mjs", n, f], None))
             for name in ("ais-stream-decoder", "ggencoder")]
    return rows


def count_of(last, lines):
    try:
        return json.loads(last)["messages"]
    except (ValueError, KeyError, TypeError):
        return lines


def slow(name):
    return any(word in name for word in ("PyPI", "npm", "gpsdecode", "nmea-parser"))


def bench_decode(arguments, venv, node):
    # In a process of its own: a child's largest resident set counts that of its parent at the fork.
    maker = multiprocessing.Process(target=make_corpora, args=(arguments.messages,))
    maker.start()
    maker.join()
    if maker.exitcode != 0:
        sys.exit(maker.exitcode)
    corpora = {name: CACHE / f"{name}.nmea" for name in ("clean", "dirty")}
    small = {name: CACHE / f"{name}-tenth.nmea" for name in corpora}
    empty = CACHE / "empty.nmea"
    for corpus, path in corpora.items():
        print(f"\n## Decoding, {corpus} corpus ({path.stat().st_size / 1e6:.0f} MB)\n")
        print("| decoder | messages | messages per CPU-s | ours (structs) is | memory MB |")
        print("|---|---|---|---|---|")
        ours = None
        for name, command in decoders(venv, node):
            file = small[corpus] if slow(name) else path
            idle = measure(command(empty)[0], arguments.runs, command(empty)[1])
            busy = measure(command(file)[0], arguments.runs, command(file)[1])
            if not busy:
                print(f"| {name} | failed | | | |")
                continue
            base = idle[0] if idle else 0.0
            seconds = max(busy[0] - base, 1e-4)
            messages = count_of(busy[2], busy[3])
            rate = messages / seconds
            ours = ours or rate
            print(f"| {name} | {messages:,} | {rate:,.0f} | {ours / rate:.1f} x | {busy[1]:.0f} |", flush=True)


def bench_watch(arguments):
    program = TARGET / "dist/examples/watch_rate"
    print("\n## The watch, one core\n")
    subprocess.run(["taskset", "-c", "0", str(program)], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["decode", "watch"])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    venv, node = build()
    if "decode" in arguments.what:
        bench_decode(arguments, venv, node)
    if "watch" in arguments.what:
        bench_watch(arguments)


if __name__ == "__main__":
    main()
