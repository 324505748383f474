"""Serve chat and Library page over a real library with the stand-in model: ``serve_library.py FOLDER [PORT] [HOST]``.

Files are taken in by the real ingestion in a process of its own. Prints the port it serves on.
``JWE_TEST_TOKEN`` is its token, as if it had been started another time.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from app import claim, prepare_environment, serve
    from ingest import database
    from qa.service import AnswerService
    from tests.fakes import FakeEncoder
    from tests.web import fakes

    prepare_environment()
    fakes.TOKEN = os.environ.get("JWE_TEST_TOKEN", fakes.TOKEN)
    folder = Path(sys.argv[1])
    port, host = int((sys.argv[2:] or ["0"])[0]), (sys.argv[3:] or ["127.0.0.1"])[0]
    database.close(database.create_or_open(folder, lambda: FakeEncoder().identity))
    listening = claim(host, port)
    print(listening.getsockname()[1], flush=True)
    serve(AnswerService(folder, FakeEncoder()), fakes.desk_over(folder, listening), listening)
