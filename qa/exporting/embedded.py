"""Files of answers read back: the answers, and the citations that an export holds."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ingest.errors import DocumentError, UsageError, reason_of
from ingest.readers import word as word_reader
from ingest.readers.archive import Archive
from ingest.readers.markup import parse_xml
from ingest.receipts import SavedCitation
from qa.exporting import markdown, web_page
from qa.exporting.emphasis import runs_of, set_words
from qa.exporting.verbatim import collapsed, read_citations_in, shown
from qa.serialise import read_answer
from qa.types import Answer

_LARGEST = 200 << 20  # bytes; a conversation of a thousand answers is a tenth of it
_ZIP = b"PK\x03\x04"
_NAMESPACE = b"urn:joint-working-evidence:citations"


@dataclass(frozen=True, slots=True)
class Cited:
    """What a file says that it cites, and the words that its readers see, where these are others."""

    citations: tuple[SavedCitation, ...]
    visible: str | None = None

    def shows(self, quote: str) -> bool:
        """Whether the quote still stands in the file as it was cited, line breaks aside.

        Marks of emphasis are set; in exports of an earlier time they stand among the words.
        """
        if self.visible is None:
            return True
        words = shown(quote)
        if any(collapsed(seen) in self.visible for seen in (set_words(words), words)):
            return True
        # The reader of Word files writes some raised figures as figures of their own, without blanks.
        has_shifts = any(run.shift for run in runs_of(words))
        return has_shifts and _level(set_words(words)) in _level(self.visible)


def _level(words: str) -> str:
    """Words with raised and lowered figures on the line, without blanks."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def read_cited(path: Path) -> Cited:
    """The citations in a file of answers, each once. Raises UsageError for what holds none."""
    data = _bytes(path)
    if data.startswith(_ZIP):
        return _word(data, path)
    text = _text(data, path)
    for found, seen in ((web_page.data_in(text), web_page.visible), (markdown.data_in(text), _markdown)):
        if found is not None and not text.lstrip().startswith(("{", "[")):
            return Cited(_embedded(found, path), collapsed(seen(text, path)))
    return Cited(tuple(read_citations_in(_values(text, path), _wrong(path))))


def read_answers(path: Path) -> tuple[list[Answer], list[str]]:
    """The answers in a file, and the ids of lines that hold an error in an answer's place.

    One answer, an array of them, or one a line. Raises UsageError for what is no such file.
    """
    answers, failed = [], []
    for value in _all_values(_text(_bytes(path), path), path):
        if _is_failure(value):
            failed.append(str(value.get("id")) if isinstance(value, dict) else "")
            continue
        try:
            answer = read_answer(json.dumps(value))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the whole"
            raise UsageError(f"{_wrong(path)} ({where}: {first['msg']})") from error
        missing = _cited_by_number(answer) - {citation.n for citation in answer.citations}
        if missing:
            raise UsageError(f"{_wrong(path)} (it cites [{min(missing)}], and there is no such citation)")
        answers.append(answer)
    if not answers:
        raise UsageError(f"{_wrong(path)} (it holds no answer)")
    return answers, failed


def _cited_by_number(answer: Answer) -> set[int]:
    groups = [
        *((*finding.citations, *finding.context, *finding.also) for finding in answer.findings),
        *(caveat.citations for caveat in answer.caveats),
        *((detail.citation for detail in study.details) for study in answer.studies),
    ]
    return {number for group in groups for number in group}


def _markdown(text: str, path: Path) -> str:  # noqa: ARG001
    return markdown.visible(text)


def _word(data: bytes, path: Path) -> Cited:
    try:
        archive = Archive(data, path)
        for name in archive.names:
            if name.startswith("customXml/item") and name.endswith(".xml"):
                part = archive.read_markup(name)
                if _NAMESPACE in part and b"<citations" in part:
                    found = "".join(parse_xml(part, path, name).itertext())
                    seen = word_reader.read(data, path).document.text
                    return Cited(_embedded(found, path), collapsed(seen))
    except DocumentError as error:
        raise UsageError(str(error)) from error
    raise UsageError(f"{path}: holds no citations; give a Word file that `python -m qa export` made")


def _embedded(found: str, path: Path) -> tuple[SavedCitation, ...]:
    wrong = f"{path}: the citations inside it are damaged; export the answer anew"
    try:
        value = json.loads(found)
    except (ValueError, RecursionError) as error:
        raise UsageError(wrong) from error
    return tuple(read_citations_in([value], wrong))


def _values(text: str, path: Path) -> list[object]:
    """What JSON a file holds, without the errors that stand in some answers' places."""
    values = _all_values(text, path)
    answers = [value for value in values if not _is_failure(value)]
    if not answers:
        raise UsageError(f"{_wrong(path)} (it holds no answer)")
    return answers


def _all_values(text: str, path: Path) -> list[object]:
    wrong = _wrong(path)
    try:
        value = json.loads(text)
        return list(value) if isinstance(value, list) else [value]
    except ValueError:
        pass
    except RecursionError as error:
        raise UsageError(f"{wrong} (it is nested too deep)") from error
    try:
        # Other marks that end a line may stand inside a quote.
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{wrong} ({error})") from error


def _is_failure(value: object) -> bool:
    """Whether a line of a batch says why there is no answer."""
    return isinstance(value, dict) and "error" in value and "citations" not in value


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path}: is larger than {_LARGEST >> 20} MB; export fewer answers at a time")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({reason_of(error)}); check its name") from error


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path}: cannot be read ({reason_of(error)}); give an answer as `python -m qa ask --json` gives it, "
            "or an export of one"
        ) from error


def _wrong(path: Path) -> str:
    return (
        f"{path}: is not an answer as `python -m qa ask --json` gives it, nor an export that holds citations"
    )
