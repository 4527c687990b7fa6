"""Our events through taky, a real TAK server, to pytak, a real client; and the other way."""
import asyncio
import html
import os
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET


import pytak  # noqa: E402

from sample import PROGRAM, check  # noqa: E402


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder, port):
    conf = os.path.join(folder, "taky.conf")
    with open(conf, "w") as file:
        file.write(f"[taky]\nnode_id=TEST\nbind_ip=127.0.0.1\nhostname=localhost\nroot_dir={folder}\n[cot_server]\nport={port}\n[ssl]\nenabled=false\n")
    child = subprocess.Popen([os.path.join(os.path.dirname(sys.executable), "taky"), "-c", conf, "-l", "error"], cwd=folder)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return child
        except OSError:
            time.sleep(0.1)
    child.kill()
    raise SystemExit("FAILED: taky does not listen")


class Reader(pytak.QueueWorker):
    """Keeps what arrives."""

    got = []

    async def run(self, _=-1):
        while True:
            self.got.append(await self.queue.get())

    async def handle_data(self, data):
        pass


class Writer(pytak.QueueWorker):
    """Says one event every half second."""

    async def run(self, _=-1):
        while True:
            await self.put_queue(event())
            await asyncio.sleep(0.5)

    async def handle_data(self, data):
        pass


def event():
    root = ET.Element("event", version="2.0", uid="PYTAK-1", type="a-f-S-X-L", how="m-g", time=pytak.cot_time(), start=pytak.cot_time(), stale=pytak.cot_time(600))
    ET.SubElement(root, "point", lat="43.5", lon="-179.5", hae="0", ce="10", le="9999999.0")
    ET.SubElement(ET.SubElement(root, "detail"), "contact", callsign="PLH-31 しきしま")
    return ET.tostring(root)


async def talk(port, worker, action):
    from configparser import ConfigParser

    parser = ConfigParser()
    parser["test"] = {"COT_URL": f"tcp://127.0.0.1:{port}", "MAX_IN_QUEUE": "1000", "MAX_OUT_QUEUE": "1000", "PYTAK_NO_HELLO": "1"}
    tool = pytak.CLITool(parser["test"])
    await tool.setup()
    tool.add_tasks({worker(tool)})
    running = asyncio.ensure_future(tool.run())
    try:
        return await action()
    finally:
        running.cancel()


async def out(port):
    async def action():
        await asyncio.sleep(1)
        now_ms = int(time.time() * 1000)
        await asyncio.to_thread(subprocess.run, [PROGRAM, "send-cot", f"127.0.0.1:{port}", str(now_ms)], check=True, timeout=30)
        for _ in range(100):
            got = b"".join(Reader.got)
            if all(f'uid="{uid}"'.encode() in got for uid in ("VIGIE-0", "VIGIE-1", "VIGIE-2", "VIGIE-3", "VIGIE-4")) and b"GeoChat" in got:
                break
            await asyncio.sleep(0.1)
        # The server writes other letters as character references.
        return html.unescape(b"".join(Reader.got).decode())

    got = await talk(port, lambda tool: Reader(tool.rx_queue, tool.config), action)
    for uid, what in (("VIGIE-0", "vessel"), ("VIGIE-1", "sighting"), ("VIGIE-2", "alert"), ("VIGIE-3", "area"), ("VIGIE-4", "route"), ("GeoChat.CAN-OPS", "chat")):
        check(f"taky: pytak gets our {what}", f'uid="{uid}' in got, got[-500:])
    check("taky: the text is whole", "No report for 9 h <since 00:30>" in got and "Bonjour 日本" in got)


async def back(port):
    async def action():
        done = await asyncio.to_thread(subprocess.run, [PROGRAM, "receive-cot", f"127.0.0.1:{port}", "1"], stdout=subprocess.PIPE, timeout=30)
        return done.stdout.decode()

    got = await talk(port, lambda tool: Writer(tool.tx_queue, tool.config), action)
    check("taky: we get what pytak says", got.startswith("vessel") and 'uid="PYTAK-1"' in got and "PLH-31 しきしま" in got, got)


with tempfile.TemporaryDirectory() as folder:
    for direction in (out, back):
        port = free_port()
        child = start(folder, port)
        try:
            asyncio.run(direction(port))
        finally:
            child.kill()
            child.wait()
