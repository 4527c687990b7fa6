"""Our events through taky, a real TAK server, to pytak, a real client; and the other way. Of the sample program."""
import asyncio
import subprocess
import time

from sample import PROGRAM, check, finish, tried, version
from tak import event, hear, server, talk

OURS = (("VIGIE-0", "vessel"), ("VIGIE-1", "sighting"), ("VIGIE-2", "alert"), ("VIGIE-3", "area"), ("VIGIE-4", "route"), ("GeoChat.CAN-OPS", "chat"))


def out(port):
    def send():
        subprocess.run([PROGRAM, "send-cot", f"127.0.0.1:{port}", str(int(time.time() * 1000))], check=True, timeout=30)

    got = asyncio.run(hear(port, lambda text: all(f'uid="{uid}' in text for uid, _ in OURS), send))
    for uid, what in OURS:
        check(f"taky: pytak gets our {what}", f'uid="{uid}' in got, got[-500:])
    check("taky: the text is whole", "No report for 9 h <since 00:30>" in got and "Bonjour 日本" in got)


def back(port):
    async def action(_):
        done = await asyncio.to_thread(subprocess.run, [PROGRAM, "receive-cot", f"127.0.0.1:{port}", "1"], stdout=subprocess.PIPE, timeout=30)
        return done.stdout.decode()

    got = asyncio.run(talk(port, action, lambda: [event()]))
    check("taky: we get what pytak says", got.startswith("vessel") and 'uid="PYTAK-1"' in got and "PLH-31 しきしま" in got, got)


for what, direction in (("six kinds of our events to pytak", out), ("pytak's event to our reader", back)):
    with tried("taky", f"library, with pytak {version('pytak')}: {what}"), server() as port:
        direction(port)
finish()
