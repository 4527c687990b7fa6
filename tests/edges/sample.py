"""Runs the example program that speaks the edge formats, and says what was tried."""
import importlib.metadata
import os
import subprocess

PROGRAM = os.environ.get("EDGE_SAMPLE", "")


def say(*words, stdin=b""):
    done = subprocess.run([PROGRAM, *map(str, words)], input=stdin, stdout=subprocess.PIPE, timeout=60)
    assert done.returncode == 0, f"{words}: exit {done.returncode}"
    return done.stdout


def check(name, condition, found=""):
    if not condition:
        raise SystemExit(f"FAILED {name}: {found}")
    print(f"ok {name}", flush=True)


def tell(client, version, state, what=""):
    """One line of the closing table: passed, failed or skipped, and with what."""
    path = os.environ.get("EDGE_TABLE")
    line = f"{state}\t{client}\t{version or '-'}\t{what}"
    print(f"-- {state}: {client} {version}: {what}", flush=True)
    if path:
        with open(path, "a", encoding="utf-8") as table:
            print(line, file=table)


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


class tried:
    """What one client is asked to do: a failure is told and does not keep the next client from its turn."""

    failed = False

    def __init__(self, client, what, package=None, number=None):
        self.client, self.what, self.number = client, what, number or version(package or client)

    def __enter__(self):
        return self

    def __exit__(self, kind, fault, _trace):
        if kind is None:
            tell(self.client, self.number, "passed", self.what)
            return False
        if not issubclass(kind, (Exception, SystemExit)):
            return False
        tried.failed = True
        print(f"{self.client}: {kind.__name__}: {fault}", flush=True)
        tell(self.client, self.number, "FAILED", self.what)
        return True


def finish():
    raise SystemExit(1 if tried.failed else 0)
