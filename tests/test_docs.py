"""The documents say what there is: every command, option and setting, and no dead link."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import click
import pytest
import typer.main

from ingest.__main__ import app as ingest_app
from qa.__main__ import app as qa_app

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def _commands() -> list[tuple[str, click.Command]]:
    found = []
    for name, app in (("ingest", ingest_app), ("qa", qa_app)):
        group = typer.main.get_command(app)
        found.append((f"python -m {name}", group))
        found += [(f"python -m {name} {n}", c) for n, c in getattr(group, "commands", {}).items()]
    return found


@pytest.mark.parametrize(("line", "command"), _commands(), ids=lambda v: v if isinstance(v, str) else "")
def test_every_command_and_option_is_documented(line: str, command: click.Command) -> None:
    """docs/commands.md has each command with each option, and each has help."""
    assert f"`{line}" in COMMANDS
    assert command.help
    for parameter in command.params:
        option = max(parameter.opts, key=len)
        if option.startswith("--") and option != "--help":
            assert option in COMMANDS, f"{line} {option}"
            assert getattr(parameter, "help", None), f"{line} {option} has no help"


def test_every_setting_is_documented() -> None:
    """Every JWE_ variable that the code reads stands in docs/commands.md."""
    read = {
        node.value
        for path in [*(ROOT / "ingest").rglob("*.py"), *(ROOT / "qa").rglob("*.py"), ROOT / "app.py"]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"JWE_\w+", node.value)
    }
    assert read
    for name in read:
        assert f"`{name}`" in COMMANDS


def test_every_dependency_is_explained() -> None:
    """CONTRIBUTING.md names each dependency and what it is for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        assert f"`{re.split(r'[<>=]', line)[0]}`" in named


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link names a file that is there."""
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_every_make_target_is_real() -> None:
    """The commands that the README and CONTRIBUTING give are in the Makefile."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"(?:`|^)make ([a-z]+)\b", path.read_text("utf-8"), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
