"""The door of the web app: finds the port, starts the answering service, serves the pages."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from web.library_desk import Desk
    from web.services import AnsweringService

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860
_PORT_HELP = "Port to serve on; 0 takes any that is free."


def build_service(library_dir: Path | None) -> AnsweringService:
    """The real answering service. It returns at once and loads the model in the background."""
    from ingest.settings import Settings
    from qa.service import AnswerService

    return AnswerService.start(library_dir or Settings.from_environment().home)


def build_desk(library_dir: Path | None, listening: socket.socket) -> Desk:
    """What the Library page works with; it can change the library only where nobody else can reach it."""
    from ingest.encoder import SentenceEncoder, load_encoder
    from ingest.settings import Settings
    from web.ingests import Ingests
    from web.keeping import Keeper
    from web.library_desk import Desk
    from web.security import Gate, is_loopback
    from web.uploads import Uploads

    settings = Settings.from_environment()
    folder = library_dir or settings.home

    @cache
    def encoder() -> SentenceEncoder:
        return load_encoder(settings.embedding_model)

    gate = Gate(is_loopback(listening.getsockname()[0]), secrets.token_urlsafe(32))
    uploads = Uploads(Path(os.environ["GRADIO_TEMP_DIR"]))
    return Desk(Keeper(folder, encoder), Ingests(folder), uploads, gate)


def prepare_environment() -> None:
    """Nothing leaves the machine; this must stand before the first import of Gradio."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_SSR_MODE"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    if "GRADIO_TEMP_DIR" not in os.environ:
        folder = os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="jwe-web-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def claim(host: str, port: int) -> socket.socket:
    """Take the port now: better to fail in a moment than after everything is loaded."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    claimed = socket.socket(family, kind, protocol)
    claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        claimed.bind(address)
        claimed.listen(128)
    except OSError:
        claimed.close()
        raise
    return claimed


def serve(service: AnsweringService, desk: Desk, listening: socket.socket) -> None:
    """Serve the pages until stopped."""
    prepare_environment()
    import uvicorn

    from web.server import create_app

    # A page that is open holds a stream open; stopping must not wait until it is closed.
    config = uvicorn.Config(
        create_app(service, desk), log_level="warning", access_log=False, timeout_graceful_shutdown=2
    )
    # Without this the process would end in the middle of its farewell, and leave files behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        desk.close()


def main(
    host: Annotated[str, typer.Option(help="Address to serve on.")] = DEFAULT_HOST,
    port: Annotated[int, typer.Option(min=0, max=65535, help=_PORT_HELP)] = DEFAULT_PORT,
    library: Annotated[
        Path | None, typer.Option(help="Folder of the library [default: JWE_HOME, or .library/].")
    ] = None,
) -> None:
    """Serve the chat and the Library page: ask what helps or hinders joint working, and read it in the sources."""
    prepare_environment()
    from ingest.errors import JWEError

    try:
        listening = claim(host, port)
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        _give_up(f"Cannot serve on {host}:{port} ({why}): choose another with --port or --host.")
    try:
        service = build_service(library)
        desk = build_desk(library, listening)
    except JWEError as error:
        listening.close()
        _give_up(str(error))
    name, number = listening.getsockname()[:2]
    shown = f"[{name}]" if ":" in name else name
    typer.echo(f"Joint Working Evidence is at http://{shown}:{number} (stop it with Ctrl+C)")
    serve(service, desk, listening)


def _give_up(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
