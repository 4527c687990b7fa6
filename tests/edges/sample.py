"""Runs the example program that speaks the edge formats."""
import os
import subprocess

PROGRAM = os.environ["EDGE_SAMPLE"]


def say(*words, stdin=b""):
    done = subprocess.run([PROGRAM, *map(str, words)], input=stdin, stdout=subprocess.PIPE, timeout=60)
    assert done.returncode == 0, f"{words}: exit {done.returncode}"
    return done.stdout


def check(name, condition, found=""):
    if not condition:
        raise SystemExit(f"FAILED {name}: {found}")
    print(f"ok {name}")
