"""Serve the pages with the fake service: ``python tests/web/serve_fake.py [PORT [LOADED]]``.

Prints the port it serves on, so that a test can let the system choose one. The model has loaded once
the file LOADED is there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from app import claim, prepare_environment, serve
    from tests.web.fakes import FakeService, desk_over

    prepare_environment()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    listening = claim("127.0.0.1", port)
    print(listening.getsockname()[1], flush=True)
    service = FakeService(Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    serve(service, desk_over(Path(os.environ["GRADIO_TEMP_DIR"]) / "library", listening), listening)
