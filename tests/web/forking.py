"""A process that has Gradio loaded, and becomes a server of ours whenever it is told to.

Loading it takes seconds of each start, and most browser tests want a server of their own. Each line of
standard input is an order in JSON; the number of the process that has become the server is printed.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).parents[2]


class Order(TypedDict):
    """A script to run as if it had been started by itself."""

    arguments: list[str]
    environment: dict[str, str]
    output: str  # files for the two streams
    log: str


def _become(order: Order) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # a server waits for the ingests that it begins
    os.environ.clear()
    os.environ.update(order["environment"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream, path in ((1, order["output"]), (2, order["log"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    sys.argv = order["arguments"]
    runpy.run_path(sys.argv[0], run_name="__main__")


def _serve() -> None:
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            _become(json.loads(line))
            return
        print(number, flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from app import prepare_environment

    prepare_environment()
    import qa.service  # noqa: F401
    import tests.web.fakes  # noqa: F401
    import web.server  # noqa: F401  # with it, Gradio

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits here for those that end
    _serve()
