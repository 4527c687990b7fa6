"""Runs one Python AIS decoder over a file: python_peers.py pyais|libais FILE"""
import json
import sys


def run_pyais(path):
    from pyais.stream import FileReaderStream
    count = 0
    with FileReaderStream(path) as stream:
        for message in stream:
            try:
                message.decode()
                count += 1
            except Exception:  # the peer raises on lines it cannot read
                pass
    return count


def run_libais(path):
    import ais.stream
    count = 0
    with open(path, encoding="ascii", errors="replace") as lines:
        for _ in ais.stream.decode(lines, keep_nmea=False):
            count += 1
    return count


print(json.dumps({"messages": {"pyais": run_pyais, "libais": run_libais}[sys.argv[1]](sys.argv[2])}))
