#!/usr/bin/env python3
"""From a file to the store, through the whole node: messages a second of `vigie serve --feed FILE`.

    python3 bench/serve.py [--program target/dist/vigie] [FILE...]

The node reads the file as fast as it can, keeps every observation on the disk, keeps its watch with all detectors, writes
the events and answers the page; it is done when its status says so. Printed are messages and positions a second by the clock and
by the CPU time of each thread, so that the narrowest place shows. Without a file the real logs of ../shared/data are read.
"""
import argparse
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "vigie"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", CACHE / "target"))
TICKS = os.sysconf("SC_CLK_TCK")


def threads(pid):
    """CPU seconds by name of thread."""
    seconds = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        name = (task / "comm").read_text().strip()
        seconds[name] = seconds.get(name, 0.0) + (int(fields[11]) + int(fields[12])) / TICKS
    return seconds


def ask(origin, path, body=None, cookie=None):
    headers = {"content-type": "application/json"}
    if cookie:
        headers["cookie"] = cookie
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(urllib.request.Request(origin + path, data, headers)) as answer:
        return json.loads(answer.read() or b"null"), (answer.headers.get("set-cookie") or "").split(";")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--program", default=str(TARGET / "dist" / "vigie"))
    arguments = parser.parse_args()
    files = arguments.files or [str(ROOT.parent / "shared" / "data" / "nmea")]
    feeds = [part for file in files for part in ("--feed", file)]
    with tempfile.TemporaryDirectory() as data:
        command = [arguments.program, "serve", "--listen", "127.0.0.1:0", "--data", data, *feeds]
        began = time.monotonic()
        node = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            link = ""
            while "token=" not in link:
                link = node.stdout.readline()
                if not link:
                    sys.exit("the node did not start")
            origin = re.search(r"http://[^/]+", link)[0]
            wish = {"token": link.split("token=")[1].strip(), "user": "bench", "password": "a bench for an hour"}
            _, cookie = ask(origin, "/api/v1/setup", wish)
            seen = {}
            while True:
                status, _ = ask(origin, "/api/v1/status", cookie=cookie)
                seen = threads(node.pid) or seen
                if status["complete"]:
                    break
                time.sleep(0.05)
            seconds = time.monotonic() - began
            feeds, _ = ask(origin, "/api/v1/feeds", cookie=cookie)
            messages = sum(feed["messages"] for feed in feeds["feeds"])
            positions = sum(feed["positions"] for feed in feeds["feeds"])
            print(f"{messages:,} messages, {positions:,} observations kept, in {seconds:.1f} s from the start:")
            print(f"{messages / seconds:,.0f} messages a second by the clock")
            for name, cpu in sorted(seen.items(), key=lambda each: -each[1])[:6]:
                print(f"  {name:<16} {cpu:6.2f} CPU s" + (f"  {messages / cpu:,.0f} messages a CPU second" if cpu > 0.05 else ""))
        finally:
            node.send_signal(signal.SIGTERM)
            node.wait(120)


if __name__ == "__main__":
    main()
