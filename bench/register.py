#!/usr/bin/env python3
"""A register of 108,000 people in a node: read from a file, searched, written to (acceptance A11 and A14 of the crisis part).

    python3 bench/register.py [--program target/release/vigie] [--people 108000] [--xlsx]

Makes up a roster of Canadians and Japanese (names of `data/names-japanese.tsv` with their sounds, families of three), imports it with
`vigie crisis import`, serves the folder and asks for the board, for names, and for a campaign of messages to everybody; then sends the same
campaign again, which must send nothing. Prints seconds by the clock and CPU seconds of the node. `--xlsx` wants openpyxl (PyPI).
"""

import argparse
import csv
import datetime
import http.client
import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from urllib.parse import quote

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "vigie"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", CACHE / "target"))
TICKS = os.sysconf("SC_CLK_TCK")
HEAD = ["登録番号", "姓", "名", "セイ", "メイ", "Family name", "Given names", "生年月日", "国籍", "旅券番号", "世帯番号", "電話番号", "メール", "Language"]
FAMILIES = "Tremblay Gagnon Roy Côté Bouchard Gauthier Morin Lavoie Fortin Gagné Smith Brown Martin Wilson MacDonald Singh Wong Campbell Lee".split()
GIVEN = "Émilie Marc Ann Louise Jean-Pierre Marie Olivia Liam Noah Emma William James Chloé Félix Aria Lucas Mia Jack Sofia Ethan".split()
PASSWORD = "correct horse battery"
SEARCHES = ["Tremblay", "Gagnon-Roy", "佐藤", "スズキ", "TANAKA", "Émilie Côté"]


def japanese():
    """Family and given names, each written and sounded."""
    names = {"s": [], "g": []}
    for line in (ROOT / "data" / "names-japanese.tsv").read_text().splitlines():
        kind, _, rest = line.partition("\t")
        if kind in names:
            written, sounds = rest.split("\t")[:2]
            names[kind].append((written, sounds.split(",")[0]))
    return names["s"], names["g"]


def roster(people):
    dice = random.Random(5)
    families, given = japanese()
    for n in range(people):
        birth = f"{dice.randint(1930, 2020)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        phone, mail = f"+1 613 {n // 10000:03} {n % 10000:04}", f"p{n}@example.org" if n % 2 else ""
        if n % 2:
            s, g = dice.choice(families), dice.choice(given)
            yield [n + 1, s[0], g[0], s[1], g[1], "", "", birth, "JPN", f"TK{n:07}", n // 3, phone, mail, "ja"]
        else:
            family = dice.choice(FAMILIES) + ("-" + dice.choice(FAMILIES) if n % 10 == 0 else "")
            yield [n + 1, "", "", "", "", family, dice.choice(GIVEN), birth, "CAN", f"GA{n:06}", n // 3, phone, mail, ["en", "fr", ""][n % 3]]


def write(path, people):
    rows = roster(people)
    if path.suffix == ".csv":
        with path.open("w", newline="") as out:
            csv.writer(out).writerows([HEAD, *rows])
        return
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    sheet.append(HEAD)
    for row in rows:
        row[7] = datetime.date.fromisoformat(row[7])
        sheet.append(row)
    book.save(path)


class Node:
    """A node that serves a folder, and one who may see everybody in it."""

    def __init__(self, program, folder):
        log = open(folder / "log.jsonl", "w")
        command = [program, "serve", "--listen", "127.0.0.1:0", "--data", folder]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        self.port = int(re.search(r":(\d+)", self.process.stdout.readline()).group(1))
        token = self.process.stdout.readline().split("token=")[1].strip()
        self.cookie = self.csrf = None
        self.enter("/api/v1/setup", {"token": token, "user": "admin", "password": PASSWORD})
        self.call("POST", "/api/v1/users", {"user": "consul", "password": PASSWORD, "role": "consular"})
        self.cookie = None
        self.enter("/api/v1/session", {"user": "consul", "password": PASSWORD})

    def enter(self, path, body):
        answer, cookie = self.call("POST", path, body)
        self.cookie, self.csrf = cookie.split(";")[0], answer["csrf"]

    def call(self, method, path, body=None):
        headers = {"content-type": "application/json"}
        if self.cookie:
            headers.update({"cookie": self.cookie, "x-vigie-csrf": self.csrf})
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        link.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = link.getresponse()
        data = answer.read()
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {data[:300]!r}")
        return (json.loads(data) if data else None), answer.getheader("set-cookie")

    def cpu_s(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def timed(self, what, method, path, body=None):
        began, cpu_s = time.monotonic(), self.cpu_s()
        answer, _ = self.call(method, path, body)
        print(f"{what}: {time.monotonic() - began:.2f} s, {self.cpu_s() - cpu_s:.2f} CPU s")
        return answer

    def stop(self):
        self.process.terminate()
        self.process.wait()


def imported(program, folder, path):
    """Opens a crisis and imports a roster into it; gives the crisis."""
    made = subprocess.run([program, "--json", "crisis", "--data", folder, "open", "Luzon"], check=True, stdout=subprocess.PIPE)
    crisis = json.loads(made.stdout)["id"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [program, "--json", "crisis", "--data", folder, "import", crisis, path, "--source", "tabi_regi"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"import {path.suffix}: {time.monotonic() - began:.1f} s, {cpu_s:.1f} CPU s, {after.ru_maxrss // 1024} MB at most")
    return crisis


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", type=pathlib.Path, default=TARGET / "release" / "vigie")
    options.add_argument("--people", type=int, default=108_000)
    options.add_argument("--xlsx", action="store_true")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for form in [".xlsx"] * options.xlsx + [".csv"]:
            data = folder / form[1:]
            (data / "live").mkdir(parents=True)
            path = folder / f"roster{form}"
            write(path, options.people)
            crisis = imported(options.program, data, path)
        node = Node(options.program, data)
        try:
            at = f"/api/v1/crises/{crisis}"
            node.timed("board, the first after the start", "GET", f"{at}/board")
            node.timed("board", "GET", f"{at}/board")
            for name in SEARCHES:
                node.timed(f"search {name}", "GET", f"{at}/persons?q={quote(name)}")
            wish = {"template": "over", "audience": {"kind": "all"}, "id": "7".zfill(32)}
            node.timed("campaign", "POST", f"{at}/messages", wish)
            outbox = data / "live" / "outbox"
            lines = lambda: sum(len(file.read_text().splitlines()) for file in outbox.glob("*.jsonl"))
            sent = lines()
            node.timed("the same again", "POST", f"{at}/messages", wish)
            print(f"{sent} messages, {lines() - sent} more after the second time")
        finally:
            node.stop()


if __name__ == "__main__":
    main()
