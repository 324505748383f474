"""Run the comparison and print it as Markdown.

    python -m tests.benchmarks.peers tests/gold/questions.jsonl --documents corpus --split report

The peers come with `pip install -e ".[benchmark]"`, best in an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import track

from ingest import encoder as embedding
from ingest.errors import JWEError, UsageError
from ingest.settings import Settings
from qa.evaluation.gold import GoldQuestion, read_gold
from qa.ranking import METHODS
from tests.benchmarks.peers.measuring import Figures, System, ask_all, figures, take_in
from tests.benchmarks.peers.ours import House, Ours
from tests.benchmarks.peers.table import as_table, versions
from tests.benchmarks.peers.types import Peer

ALL = "all"


def _llamaindex(model: Path) -> Sequence[Peer]:
    from tests.benchmarks.peers.llamaindex import LlamaIndex

    return [LlamaIndex(model)]


def _haystack(model: Path) -> Sequence[Peer]:
    from tests.benchmarks.peers.haystack import Haystack

    return [Haystack(model, hybrid=False), Haystack(model, hybrid=True)]


def _txtai(model: Path) -> Sequence[Peer]:
    from tests.benchmarks.peers.txtai import Txtai

    return [Txtai(model, hybrid=False), Txtai(model, hybrid=True)]


# Imported when asked for: the project does without all of them.
PEERS: Mapping[str, Callable[[Path], Sequence[Peer]]] = {
    "llamaindex": _llamaindex,
    "haystack": _haystack,
    "txtai": _txtai,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.peers", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("gold", nargs="+", type=Path, help="JSONL files of gold questions")
    parser.add_argument("--documents", nargs="+", type=Path, required=True, help="the documents they ask of")
    parser.add_argument("--split", action="append", help="a part of the gold, a table each; by default all")
    parser.add_argument(
        "--peer", action="append", choices=PEERS, help="a peer to compare with; by default all"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    given = parser.parse_args(arguments)
    try:
        run(given.gold, given.documents, given.split or [ALL], given.peer or list(PEERS), given.json)
    except UsageError as error:
        parser.error(str(error))
    except JWEError as error:
        sys.exit(f"Error: {error}")


def run(
    gold_files: Sequence[Path],
    documents: Sequence[Path],
    splits: Sequence[str],
    peers: Sequence[str],
    json_file: Path | None,
) -> None:
    """Index, ask, compare, print."""
    gold = [item for file in gold_files for item in read_gold(file) if item.facets]
    parts = {split: [item for item in gold if split in (ALL, item.split)] for split in splits}
    for split, own in parts.items():
        if not own:
            raise UsageError(f"--split {split}: no answerable question has it; look into the gold files")
    asked = [item for item in gold if any(item in own for own in parts.values())]
    model = Settings.from_environment().embedding_model
    encoder = embedding.load_encoder(model)
    encoder.encode_question("warm up")
    loaded = _loaded(peers, embedding.find_model(model))
    with tempfile.TemporaryDirectory() as home:
        house = House(Path(home), documents, encoder)
        try:
            texts = {source: document.text for source, document in house.documents.items()}
            systems = [System(Ours(house, method), house.seconds) for method in METHODS]
            systems += [take_in(peer, texts) for peer in loaded]
            console = Console(stderr=True)
            outcomes = ask_all(systems, track(asked, "Asking", console=console), house.documents)
            tables = {
                split: [
                    figures(system, [o for o in own if split in (ALL, o.split)], house.documents)
                    for system, own in zip(systems, outcomes, strict=True)
                ]
                for split in splits
            }
        finally:
            house.close()
    known = {**versions(), "model": f"{encoder.identity.name} {encoder.identity.digest[:12]}"}
    print(_as_markdown(parts, tables, known))
    if json_file is not None:
        written = {
            "versions": known,
            "parts": {split: [asdict(row) for row in rows] for split, rows in tables.items()},
        }
        json_file.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _loaded(names: Sequence[str], model: Path) -> list[Peer]:
    found: list[Peer] = []
    for name in names:
        try:
            found += PEERS[name](model)
        except ModuleNotFoundError as error:
            raise UsageError(
                f"{name}: is not installed ({error.name}); run `pip install -e '.[benchmark]'`, "
                "or name the peers that are with --peer"
            ) from error
    return found


def _as_markdown(
    parts: Mapping[str, Sequence[GoldQuestion]],
    tables: Mapping[str, Sequence[Figures]],
    known: Mapping[str, str],
) -> str:
    blocks = []
    for split, rows in tables.items():
        facets = sum(len(item.facets) for item in parts[split])
        blocks += [f"Questions {split}: {len(parts[split])} with {facets} facets", as_table(rows)]
    blocks += [
        "Shares of facets found in the first passages and within the first words shown. Our time to index "
        "is for all of our methods together, and holds the reading of the files, which the peers are spared.",
        "With " + ", ".join(f"{name} {number}" for name, number in known.items()) + ".",
    ]
    return "\n\n".join(blocks)


if __name__ == "__main__":
    main()
