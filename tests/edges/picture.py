"""The picture of a running node at the systems of others: Cursor on Target through taky to pytak and back into a node's feed, and
AIVDM by UDP to aiscot and by TCP to pyais."""
import asyncio
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time

from pyais.stream import TCPConnection

from node import BOATS, Node, recording
from sample import check, finish, tried
from tak import WAIT_S, event, free_port, hear, server, talk

VIGIE = os.environ["VIGIE_BIN"]
# What aiscot reads: it passes over a datagram that does not begin with its sentence.
PLAIN = "nmea:plain"
MARUS = [431_000_010 + number for number in range(7)]
OWN = 316_001_234


def uids(text):
    return set(re.findall(r'uid="MMSI-(\d{9})', text))


def gateway(folder, udp, cot):
    """aiscot: AIVDM in by UDP, Cursor on Target out to a TAK server."""
    conf = folder / "ais.ini"
    conf.write_text(f"[aiscot]\nCOT_URL=tcp://127.0.0.1:{cot}\nLISTEN_HOST=127.0.0.1\nLISTEN_PORT={udp}\nMAX_IN_QUEUE=100000\nMAX_OUT_QUEUE=100000\n")
    path = folder / "aiscot.log"
    with open(path, "wb") as log:
        child = subprocess.Popen([os.path.join(os.path.dirname(sys.executable), "aiscot"), "-c", conf], stdout=log, stderr=subprocess.STDOUT)
    # Each position is said once: what comes before it listens is lost.
    end = time.monotonic() + WAIT_S
    while "Connection from" not in path.read_text() and time.monotonic() < end:
        time.sleep(0.2)
    return child


def display(port):
    """What pyais, as a bridge display would, decodes of the sentences that the node serves."""
    found = {}
    # The node serves the whole picture to each client that comes.
    for sentence in TCPConnection("127.0.0.1", port=port):
        told = sentence.decode().asdict()
        found.setdefault(told["mmsi"], {}).update({key: value for key, value in told.items() if value is not None})
        if len(found) == 9:
            return found
    return found


def sent(cot):
    got = asyncio.run(hear(cot, lambda text: len(uids(text)) >= 9))
    check("pytak: all nine vessels of the node", uids(got) == {str(mmsi) for mmsi in [*BOATS, *MARUS]}, uids(got))
    check("pytak: the handling of each", got.count("TLP:GREEN") >= 9, got[:600])


def relayed(cot):
    got = asyncio.run(hear(cot, lambda text: len(uids(text)) >= 9))
    check("aiscot: all nine vessels of the node", {str(mmsi) for mmsi in [*BOATS, *MARUS]} <= uids(got), uids(got))
    point = re.search(r"<point [^>]*>", got[got.index('uid="MMSI-412000001"'):]).group(0)
    lat, lon = (float(re.search(rf'{name}="([-0-9.]+)"', point).group(1)) for name in ("lat", "lon"))
    check("aiscot: where she is", abs(lat - 41) < 1e-4 and abs(lon - 179.9995) < 1e-4, point)


def taken(folder, cot):
    """What the server relays to a node that takes it as a feed."""
    node = Node(VIGIE, folder / "second", "--feed", f"cot@tcp://127.0.0.1:{cot}")
    try:
        async def action(_):
            return await asyncio.to_thread(shown, node)

        found = asyncio.run(talk(cot, action, lambda: [event(f"MMSI-{OWN}", "a-f-S-X-L")]))
        check("taky: the node has the vessel that pytak says, where it says", found == (OWN, 43.5, -179.5), found)
    finally:
        node.stop()


def shown(node):
    """The vessel in the picture of the node: records of 24 bytes, as docs/api.md has them."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        frame = node.first.raw("/api/v1/positions")[0]
        for at in range(len(frame) % 24, len(frame), 24):
            mmsi, lon, lat = struct.unpack_from("<Iii", frame, at)
            if mmsi == OWN:
                return mmsi, lat / 1e7, lon / 1e7
        time.sleep(0.3)
    return None


def run(folder):
    udp, tcp = free_port(), free_port()
    with server() as own, server() as other:
        aiscot = gateway(folder, udp, other)
        # Fresh, for a TAK server forgets what is stale, and short, for the clock is that of a live node.
        feed = recording(folder, int(time.time()) - 97, 1)
        node = Node(VIGIE, folder / "node", "--feed", feed, "--outlet", f"cot@tcp://127.0.0.1:{own}", "--outlet", f"{PLAIN}@udp://127.0.0.1:{udp}", "--outlet", f"nmea@tcp-listen://127.0.0.1:{tcp}")
        try:
            with tried("pytak", "a node's picture as Cursor on Target through taky: nine vessels and their handling"):
                sent(own)
            with tried("aiscot", "a node's picture as AIVDM by UDP, through taky: nine vessels, the place of one"):
                relayed(other)
            with tried("pyais", "a node's picture as AIVDM by TCP: nine vessels, places, speeds"):
                found = display(tcp)
                boat = found.get(412_000_001, {})
                check("pyais: all nine vessels", sorted(found) == sorted([*BOATS, *MARUS]), sorted(found))
                check("pyais: where and how fast", abs(boat["lon"] - 179.9995) < 1e-4 and abs(boat["lat"] - 41) < 1e-4 and abs(boat["speed"] - 0.5) < 0.05, boat)
        finally:
            node.stop()
            aiscot.kill()
            aiscot.wait()
    with tried("taky", "pytak's vessel through taky into a node's feed"), server() as own:
        taken(folder, own)


with tempfile.TemporaryDirectory() as name:
    run(pathlib.Path(name))
finish()
