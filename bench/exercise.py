#!/usr/bin/env python3
"""Exercises as those who hold them meet them, against the acceptance table (E8, E9, E10, E11, E12, E14).

    python3 bench/exercise.py [setup control report replay] [--program target/release/vigie] [--json]

setup    (E11) commands and seconds from the library to two cells and control that answer, no network; then until each cell shows ships
control  (E8, E9) how long a pause, a step of a day, going back 24 h, a branch and NO DUFF take until control and both cells have them
report   (E10, E12) a list of 500 events over 72 h: linted, played, then the report written as HTML and PDF
replay   (E14) a recorded day of the built-in traffic as the world, played at 1,000 times real time with both watches at work

Times are by the clock, CPU seconds are those of all processes of the exercise (Linux). Nothing is hurried along: what is counted is what the
director waits for.
"""

import argparse
import datetime
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "vigie"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", CACHE / "target"))
PASSWORD = "correct horse battery"
TICKS = os.sysconf("SC_CLK_TCK")
MARK = "EXERCISE · EXERCICE · 演習"
DAY_S = 86_400


def free_port():
    """A port with those above it free that an exercise takes."""
    for start in range(21_000, 60_000, 37):
        try:
            for above in (0, 1, 10, 11, 20, 21):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", start + above))
        except OSError:
            continue
        return start
    sys.exit("no free ports")


class Client:
    """The administrator of one node."""

    def __init__(self, port, token):
        self.port, self.cookie, self.csrf = port, None, None
        answer, cookie = self.ask("POST", "/api/v1/setup", {"token": token, "user": "admin", "password": PASSWORD}, head=True)
        self.cookie, self.csrf = cookie.split(";")[0], json.loads(answer)["csrf"]

    def ask(self, method, path, body=None, head=False):
        headers = {"content-type": "application/json"}
        if self.cookie:
            headers.update({"cookie": self.cookie, "x-vigie-csrf": self.csrf})
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        link.request(method, path, None if body is None else json.dumps(body), headers)
        answer = link.getresponse()
        data = answer.read()
        if answer.status >= 300:
            raise OSError(f"{method} {path}: {answer.status} {data[:300]!r}")
        return (data, answer.getheader("set-cookie")) if head else data

    def get(self, path):
        return json.loads(self.ask("GET", path))

    def post(self, path, body):
        data = self.ask("POST", path, body)
        return json.loads(data) if data else None

    def until(self, path, fits, most_s=600):
        """Waits until the answer fits; nodes that are just started again are asked again."""
        end = time.monotonic() + most_s
        while time.monotonic() < end:
            try:
                answer = self.get(path)
                if fits(answer):
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.02)
        sys.exit(f"{path} never fitted")


class Exercise:
    """The one command, and an administrator at each of its three nodes."""

    def __init__(self, program, *arguments):
        self.folder = tempfile.TemporaryDirectory()
        self.port = free_port()
        self.began = time.monotonic()
        command = [program, "exercise", "--port", str(self.port), "--data", self.folder.name, *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        tokens = {}
        while len(tokens) < 3:
            line = self.process.stdout.readline() or sys.exit("the exercise ended")
            if found := re.match(r"(\S+)\s.*token=(\S+)", line):
                tokens[found[1]] = found[2]
        self.canada = Client(self.port, tokens["ca-ccg"])
        self.japan = Client(self.port + 10, tokens["jp-jcg"])
        self.control = Client(self.port + 20, tokens["control"])
        self.seated()

    def seated(self):
        """Waits until both cells are connected to control."""
        there = lambda now: len(now["seats"]) == 2 and all(seat["connected"] for seat in now["seats"])
        self.control.until("/api/v1/conduct", there)

    def elapsed_s(self, now=None):
        """Seconds of the story since its beginning."""
        now = now or self.control.get("/api/v1/conduct")
        begin, here = (datetime.datetime.fromisoformat(t.replace("Z", "+00:00")) for t in (now["start"], now["clock"]["now"]))
        return (here - begin).total_seconds()

    def clock(self, **wish):
        return self.control.post("/api/v1/conduct/clock", wish)

    def run_to(self, hours):
        """Runs as fast as it goes to that hour of the story; gives seconds by the clock."""
        began = time.monotonic()
        self.clock(do="run", speed=1000)
        self.control.until("/api/v1/conduct", lambda now: self.elapsed_s(now) >= hours * 3600)
        return time.monotonic() - began

    def cpu_s(self):
        """CPU seconds of the process and those it started."""
        total = 0
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, fields = stat.parent.name, stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if self.process.pid in (int(pid), int(fields[1])):
                total += sum(int(f) for f in fields[11:15])
        return total / TICKS

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.folder.cleanup()


def timed(action):
    began = time.monotonic()
    answer = action()
    return time.monotonic() - began, answer


def setup(program):
    exercise = Exercise(program, "--scenario", "high-seas-guard")
    ready_s = time.monotonic() - exercise.began
    exercise.clock(do="run", speed=1000)
    for cell in (exercise.canada, exercise.japan):
        cell.until("/api/v1/vessels?limit=1", lambda page: bool(page["vessels"]))
    shown_s = time.monotonic() - exercise.began
    exercise.stop()
    return {"commands": 1, "three_nodes_answer_s": ready_s, "both_cells_show_ships_s": shown_s}


def control(program):
    exercise = Exercise(program, "--scenario", "three-protocols")
    out = {}
    exercise.run_to(1)
    out["pause_s"], _ = timed(lambda: exercise.clock(do="pause"))
    stood = exercise.elapsed_s()
    time.sleep(1)
    out["moved_after_pause_s"] = exercise.elapsed_s() - stood
    keep = lambda: exercise.control.post("/api/v1/conduct/checkpoints", {"name": "before"})["id"]
    out["checkpoint_s"], before = timed(keep)
    out["day_at_most_1000_times_s"] = exercise.run_to(stood / 3600 + 24)
    exercise.clock(do="pause")

    def back():
        exercise.control.post(f"/api/v1/conduct/checkpoints/{before}/restore", {})
        exercise.seated()
        for cell in (exercise.canada, exercise.japan):
            cell.until("/api/v1/conduct/inbox", lambda inbox: True)

    out["rewind_24_h_s"], _ = timed(back)
    assert exercise.elapsed_s() == stood, "it stands exactly where it stood"
    out["branch_s"], _ = timed(back)

    def no_duff():
        exercise.canada.post("/api/v1/conduct/no-duff", {"title": "Man overboard", "place": "42N 145E", "text": "real"})
        exercise.control.until("/api/v1/conduct", lambda now: now["clock"]["frozen"])
        exercise.japan.until("/api/v1/conduct/inbox", lambda inbox: inbox["frozen"])

    exercise.clock(do="run", speed=60)
    out["no_duff_s"], _ = timed(no_duff)
    exercise.clock(do="resume")
    exercise.japan.until("/api/v1/conduct/inbox", lambda inbox: not inbox["frozen"])
    exercise.stop()
    return out


def events(count, hours):
    """A list of so many injects, one after the other over these hours, half with an expectation."""
    three = lambda en, fr, ja: f'{{ en = "{en}", fr = "{fr}", ja = "{ja}" }}'
    out = [
        '[exercise]\nid = "many"\nscenario = "three-protocols"\nparties = ["ca-ccg", "jp-jcg"]\n'
        f'title = {three("Many", "Beaucoup", "多数")}\nends = "T+{hours}:00"\n'
        f'[[objective]]\nid = "O1"\ntext = {three("Answer", "Répondre", "回答")}\n'
        f'[[move]]\nnumber = 1\nat = "T+0:00"\ntitle = {three("All", "Tout", "全部")}\nsituation = {three("All", "Tout", "全部")}\n'
    ]
    for n in range(count):
        minute = 5 + n * (hours * 60 - 120) // count
        party = ("ca-ccg", "jp-jcg")[n % 2]
        expects = f'["E{n} {party}: ack(I-{n:03}) within 1h late 2h score 2"]' if n % 2 else "[]"
        out.append(
            f'[[inject]]\nid = "I-{n:03}"\nnumber = {n + 1}\nmove = 1\nwhen = "at T+{minute // 60}:{minute % 60:02}"\nkind = "inject"\n'
            f'title = {three(f"Report {n}", f"Rapport {n}", f"報告{n}")}\n'
            f'body = {three("EXERCISE. A call.", "EXERCICE. Un appel.", "演習。通報。")}\n'
            f'from = "RCC"\nto = ["{party}"]\nchannel = "phone"\ncontroller = "Chief"\nobjective = "O1"\nexpectations = {expects}\n'
            f'status = "approved"\nvisible = ["ca-ccg", "jp-jcg"]\n'
        )
    return "\n".join(out)


def report(program):
    out = {}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "many.toml"
        path.write_text(events(500, 72))
        command = [program, "exercise", "check", str(path)]
        out["lint_500_s"], done = timed(lambda: subprocess.run(command, capture_output=True, text=True))
        if done.returncode != 0:
            sys.exit(done.stdout[-800:] + done.stderr[-800:])
        exercise = Exercise(program, "--scenario", str(path))
        out["play_72_h_s"] = exercise.run_to(72)
        exercise.clock(do="pause")
        for language in ("en", "fr-CA", "ja"):
            took, html = timed(lambda: exercise.control.ask("GET", f"/api/v1/conduct/report/html?lang={language}"))
            out[f"html_{language}_s"], text = took, html.decode()
            assert MARK in text and "I-499" in text, "marked and whole"
            assert not re.search(r"https?://|src=", text), "no network"
        out["html_mb"] = len(html) / 1e6
        out["pdf_s"], pdf = timed(lambda: exercise.control.ask("GET", "/api/v1/conduct/report/pdf?lang=ja"))
        assert pdf.startswith(b"%PDF-")
        given = exercise.control.get("/api/v1/conduct")["injects"]
        out["injects_given"] = sum(1 for one in given if one["sent"])
        exercise.stop()
    return out


def replay(program):
    out = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        run = [program, "scenario", "run", "high-seas-guard", "--days", "1", "--out", str(folder / "run")]
        done = subprocess.run(run, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr[-800:])
        day = folder / "day.toml"
        record = [program, "scenario", "record", str(folder / "run/observations/ais.nmea"), "--hours", "24", "--out", str(day)]
        out["record_s"], done = timed(lambda: subprocess.run(record, capture_output=True, text=True))
        if done.returncode != 0:
            sys.exit(done.stderr[-800:])
        exercise = Exercise(program, "--world", str(day))
        cpu_s = exercise.cpu_s()
        out["day_s"] = exercise.run_to(23.9)
        out["times_real_time"] = 23.9 * 3600 / out["day_s"]
        out["cpu_s"] = exercise.cpu_s() - cpu_s
        out["ships_at_canada"] = len(exercise.canada.get("/api/v1/vessels?limit=5000")["vessels"])
        exercise.stop()
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=[[], "setup", "control", "report", "replay"])
    parser.add_argument("--program", default=str(TARGET / "release" / "vigie"))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results = {}
    for name in arguments.what or ["setup", "control", "report", "replay"]:
        results[name] = globals()[name](arguments.program)
        if not arguments.json:
            print(name, *(f"  {k}: {v:.2f}" if isinstance(v, float) else f"  {k}: {v}" for k, v in results[name].items()), sep="\n", flush=True)
    if arguments.json:
        print(json.dumps(results))


if __name__ == "__main__":
    main()
