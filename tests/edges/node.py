"""A node of one's own, its sessions and a recording that it plays."""
import json
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request

PASSWORD = "correct horse"
WAIT_S = 60
# 2026-03-01 00:00 UTC.
START_S = 1_772_323_200
BOATS = {412_000_001: "LU RONG 1", 412_000_002: "LU RONG 2"}


def free_place():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


def recording(folder, start_s=START_S, steps=24 * 12):
    """A day, of five minutes a step: two squid boats that lie side by side near 180°, one of them across it, and seven vessels under way."""
    rows = []
    for step in range(steps):
        moment = start_s + step * 300
        for number, (mmsi, name) in enumerate(BOATS.items()):
            rows.append((moment + 30 * number, mmsi, 41 + 0.002 * number, 179.9995 if number == 0 else -179.9995, 0.5, name))
        for number in range(7):
            lon = 178 + number * 0.2 + step * 0.007
            rows.append((moment + 90 + number, 431_000_010 + number, 32 + number, lon - 360 if lon >= 180 else lon, 12.0, f"MARU {number}"))
    path = folder / "recording.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("mmsi,time,lat,lon,speed,course,name,ship_type,class\n")
        for moment, mmsi, lat, lon, speed, name in sorted(rows):
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
            file.write(f"{mmsi},{stamp},{lat:.5f},{lon:.5f},{speed},90,{name},30,A\n")
    return path


class Session:
    """A user's signed session."""

    def __init__(self, url, path, wish):
        self.url, self.headers = url, {}
        answer, headers = self.ask(path, wish)
        self.headers = {"cookie": headers["set-cookie"].split(";")[0], "x-vigie-csrf": answer["csrf"]}

    def raw(self, path, body=None, method=None, kind="application/json"):
        headers = {"content-type": kind} | self.headers
        data = body if body is None or isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.read(), {name.lower(): value for name, value in answer.headers.items()}
        except urllib.error.HTTPError as fault:
            raise SystemExit(f"FAILED {path}: {fault.code} {fault.read()[:300]}") from fault

    def ask(self, path, body=None, method=None):
        text, headers = self.raw(path, body, method)
        return json.loads(text) if text else {}, headers

    def say(self, path, body=None, method=None):
        return self.ask(path, body, method)[0]

    def until(self, path, fits, wait_s=WAIT_S):
        end = time.monotonic() + wait_s
        while not fits(found := self.say(path)):
            if time.monotonic() > end:
                raise SystemExit(f"FAILED {path} in time: {found}")
            time.sleep(0.2)
        return found


class Node:
    """A node of one's own with its first administrator and a token."""

    def __init__(self, program, folder, *words):
        command = [program, "serve", "--data", folder, "--listen", "127.0.0.1:0", *words]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = re.search(r"http://\S+?(?=/?$)", self.child.stdout.readline().strip()).group(0).rstrip("/")
        setup = self.child.stdout.readline().strip().split("token=")[1]
        self.first = Session(self.url, "/api/v1/setup", {"token": setup, "user": "admin", "password": PASSWORD})
        self.token = self.made("administrator")

    def made(self, role):
        """A token of a role."""
        return self.first.say("/api/v1/tokens", {"name": f"edges-{role}", "role": role})["token"]

    def settled(self):
        return self.first.until("/api/v1/status", lambda it: it["complete"])

    def stop(self):
        self.child.terminate()
        self.child.wait()
