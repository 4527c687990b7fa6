"""A Spark standalone cluster on this machine: a master and workers of one core each, for tests and measurements."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path


class NotHere(Exception):
    """Java or pyspark is missing."""


@contextlib.contextmanager
def running(folder: Path, workers: int = 2, memory: str = "600m") -> Iterator[tuple[dict[str, str], list[Path]]]:
    """Starts it; gives the environment of a driver (``VIGIE_MASTER`` is the master) and the workers' folders."""
    try:
        import pyspark
    except ImportError as fault:
        raise NotHere("pyspark is not here") from fault
    if not shutil.which("java"):
        raise NotHere("Java is not here")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    master = f"spark://127.0.0.1:{port}"
    home = Path(pyspark.__file__).parent
    settings = {"spark.executor.memory": memory, "spark.executor.cores": "1", "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": memory,
                "spark.scheduler.minRegisteredResourcesRatio": "1.0",
                "spark.scheduler.maxRegisteredResourcesWaitingTime": "240s",
                # A busy machine is no lost worker.
                "spark.executor.heartbeatInterval": "60s", "spark.network.timeout": "600s"}
    (folder / "spark-defaults.conf").write_text("".join(f"{k} {v}\n" for k, v in settings.items()))
    env = {**os.environ, "SPARK_HOME": str(home), "SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1",
           "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_DIRS": str(folder / "scratch"), "VIGIE_MASTER": master}
    names = [f"worker-{number}" for number in range(workers)]
    started: dict[str, subprocess.Popen] = {}

    def said(name: str) -> str:
        return (folder / f"{name}.log").read_text(errors="replace")

    def start(name: str, *line: str) -> None:
        with open(folder / f"{name}.log", "wb") as log:
            line = (str(home / "bin" / "spark-class"), *line)
            started[name] = subprocess.Popen(line, env=env, stdout=log, stderr=subprocess.STDOUT)

    def wait(name: str, words: str) -> None:
        end = time.monotonic() + 400
        while words not in said(name):
            if time.monotonic() > end or started[name].poll() is not None:
                raise RuntimeError(f"{name} did not start: {said(name)[-2000:]}")
            time.sleep(0.5)

    try:
        start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port),
              "--webui-port", "0")
        wait("master", "I have been elected leader")
        for name in names:
            start(name, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores",
                  "1", "--memory", "4g", "--work-dir", str(folder / name), master)
        for name in names:
            wait(name, "Successfully registered with master")
        pids = {name: process.pid for name, process in started.items()}
        (folder / "pids.json").write_text(json.dumps(pids))
        yield env, [folder / name for name in names]
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
