"""A TAK server (taky) and what pytak, a real client, hears and says there."""
import asyncio
import configparser
import contextlib
import html
import os
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET

import pytak

WAIT_S = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server():
    """A server of one's own; gives its port."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        conf = os.path.join(folder, "taky.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(f"[taky]\nnode_id=TEST\nbind_ip=127.0.0.1\nhostname=localhost\nroot_dir={folder}\n[cot_server]\nport={port}\n[ssl]\nenabled=false\n")
        child = subprocess.Popen([os.path.join(os.path.dirname(sys.executable), "taky"), "-c", conf, "-l", "error"], cwd=folder)
        try:
            for _ in range(100):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            else:
                raise SystemExit("FAILED: taky does not listen")
            yield port
        finally:
            child.kill()
            child.wait()


class Reader(pytak.QueueWorker):
    """Keeps what arrives."""

    def __init__(self, queue, config):
        super().__init__(queue, config)
        self.got = []

    async def run(self, _=-1):
        while True:
            self.got.append(await self.queue.get())

    async def handle_data(self, data):
        pass

    def text(self):
        # The server writes other letters as character references.
        return html.unescape(b"".join(self.got).decode())


class Writer(pytak.QueueWorker):
    """Says events every half second."""

    def __init__(self, queue, config, events):
        super().__init__(queue, config)
        self.events = events

    async def run(self, _=-1):
        while True:
            for one in self.events():
                await self.put_queue(one)
            await asyncio.sleep(0.5)

    async def handle_data(self, data):
        pass


def event(uid="PYTAK-1", kind="a-f-S-X-L", lat="43.5", lon="-179.5", name="PLH-31 しきしま"):
    root = ET.Element("event", version="2.0", uid=uid, type=kind, how="m-g", time=pytak.cot_time(), start=pytak.cot_time(), stale=pytak.cot_time(600))
    ET.SubElement(root, "point", lat=lat, lon=lon, hae="0", ce="10", le="9999999.0")
    ET.SubElement(ET.SubElement(root, "detail"), "contact", callsign=name)
    return ET.tostring(root)


async def talk(port, action, events=None):
    """Connects; says `events()` again and again if they are given; `action` gets the reader."""
    parser = configparser.ConfigParser()
    parser["test"] = {"COT_URL": f"tcp://127.0.0.1:{port}", "MAX_IN_QUEUE": "100000", "MAX_OUT_QUEUE": "100000", "PYTAK_NO_HELLO": "1"}
    tool = pytak.CLITool(parser["test"])
    await tool.setup()
    reader = Reader(tool.rx_queue, tool.config)
    tool.add_tasks({reader} | ({Writer(tool.tx_queue, tool.config, events)} if events else set()))
    running = asyncio.ensure_future(tool.run())
    try:
        return await action(reader)
    finally:
        running.cancel()


async def hear(port, fits, after=None):
    """What the client hears until it fits; `after` runs once the client listens."""

    async def action(reader):
        await asyncio.sleep(1)
        if after:
            await asyncio.to_thread(after)
        end = time.monotonic() + WAIT_S
        while not fits(reader.text()) and time.monotonic() < end:
            await asyncio.sleep(0.1)
        return reader.text()

    return await talk(port, action)
