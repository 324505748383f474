"""Imports run one way: app and the command lines -> web -> qa -> ingest -> nothing of ours."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "ingest": {"ingest"},
    "qa": {"qa", "ingest"},
    "web": {"web", "qa", "ingest"},
    "app": {"app", "web", "qa", "ingest"},
}
# Each heavy library has one importer, so that it can be replaced in one place.
ONE_IMPORTER = {
    "faiss": "ingest/vectors.py",
    "snowballstemmer": "ingest/words.py",
    "citeproc": "qa/exporting/styling.py",
    "lxml": "ingest/readers/markup.py",
    "markdown_it": "ingest/readers/markdown.py",
    "charset_normalizer": "ingest/readers/decoding.py",
    "pypdfium2": "ingest/pdfium.py",
    "rispy": "ingest/records/ris.py",
    "bibtexparser": "ingest/records/bibtex.py",
    "watchfiles": "ingest/watching.py",
    "phonenumbers": "qa/privacy.py",
}
FILES = [*sorted(p for top in ("ingest", "qa", "web") for p in (ROOT / top).rglob("*.py")), ROOT / "app.py"]


@cache
def _imported(path: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports relatively"
            names.add(node.module or "")
    return frozenset(names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    """No module imports from a package that stands above its own."""
    top = path.relative_to(ROOT).parts[0].removesuffix(".py")
    ours = {name.split(".")[0] for name in _imported(path)} & set(ALLOWED)
    assert ours <= ALLOWED[top]


@pytest.mark.parametrize("library", ONE_IMPORTER)
def test_heavy_libraries_have_one_importer(library: str) -> None:
    """A heavy library is imported in one module only."""
    importers = {
        str(path.relative_to(ROOT))
        for path in FILES
        if library in {name.split(".")[0] for name in _imported(path)}
    }
    assert importers == {ONE_IMPORTER[library]}


def test_each_class_of_model_has_one_importer() -> None:
    """The embedding model and the cross-encoder are of one library, and each can be replaced by itself."""
    importers = {
        (alias.name, str(path.relative_to(ROOT)))
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sentence_transformers"
        for alias in node.names
    }
    users = {
        str(path.relative_to(ROOT))
        for path in FILES
        if "sentence_transformers" in {name.split(".")[0] for name in _imported(path)}
    }
    assert importers == {
        ("SentenceTransformer", "ingest/encoder.py"),
        ("CrossEncoder", "ingest/reranker.py"),
    }
    assert users == {path for _, path in importers}


def test_word_files_have_one_reader_and_one_writer() -> None:
    """python-docx is imported where Word files are read and where they are written, and nowhere else."""
    importers = {
        str(path.relative_to(ROOT))
        for path in FILES
        if "docx" in {name.split(".")[0] for name in _imported(path)}
    }
    assert importers == {"ingest/readers/word.py", "qa/exporting/word.py"}


def test_pypdf_stays_with_its_reader() -> None:
    """Only the modules that read PDF files know of pypdf."""
    users = {
        path.relative_to(ROOT).parent.as_posix()
        for path in FILES
        if "pypdf" in {name.split(".")[0] for name in _imported(path)}
    }
    assert users == {"ingest/readers/pdf"}


def test_gradio_stays_in_web() -> None:
    """Only the web pages know of Gradio."""
    users = {
        path.relative_to(ROOT).parts[0]
        for path in FILES
        if "gradio" in {name.split(".")[0] for name in _imported(path)}
    }
    assert users == {"web"}


def test_packages_are_listed() -> None:
    """Every package of ours is installed: the list in pyproject.toml names it."""
    listed = (ROOT / "pyproject.toml").read_text("utf-8")
    for path in FILES:
        if path.name == "__init__.py":
            assert f'"{".".join(path.parent.relative_to(ROOT).parts)}"' in listed
