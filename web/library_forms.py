"""Pages of the Library that ask for something: a record to edit, a new version, a confirmation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.errors import UsageError
from ingest.records import RecordChanges, authors_in, edit_record
from ingest.records.fields import TYPES
from ingest.store import StoredSource
from ingest.types import Record
from web.library_confirming import Confirmation, asked_html
from web.library_page import KINDS, Note, back_html, note_html, page_html
from web.text import attribute, safe
from web.uploads import RECORD_ENDINGS, endings
from web.visitor import Visitor

# Name, label and hint of each field, in the order in which a reference is read.
_FIELDS = (
    ("title", "Title", ""),
    ("authors", "Authors", "One a line: “Glasby, Jon” for a person, the name as it is for a body."),
    ("year", "Year", "Empty where it is not known."),
    ("type", "Type", ""),
    ("container", "Journal, book or site", "What it stands in."),
    ("volume", "Volume", ""),
    ("issue", "Issue", ""),
    ("pages", "Pages", ""),
    ("publisher", "Publisher", ""),
    ("doi", "DOI", "It looks like 10.1136/bmj.317.7151.122."),
    ("url", "Web address", "It begins with https:// or http://."),
    ("isbn", "ISBN", ""),
    ("licence", "Licence", "Under which it may be used, for instance CC BY 4.0."),
)
FIELDS = tuple(name for name, _, _ in _FIELDS)
_SHORT = frozenset({"year", "volume", "issue", "pages"})
_LONG = frozenset({"title", "authors"})
# Where the name that CSL has for a type is not what people call it.
_TYPE_NAMES = {
    "article-journal": "Journal article", "article-magazine": "Magazine article", "article-newspaper": "Newspaper article",
    "chapter": "Book chapter", "entry-dictionary": "Dictionary entry", "entry-encyclopedia": "Encyclopedia entry",
    "motion_picture": "Film", "paper-conference": "Conference paper", "personal_communication": "Letter or message",
    "post": "Forum post", "post-weblog": "Blog post", "review-book": "Book review", "webpage": "Web page",
}  # fmt: skip
_WRONG_TYPE = "Choose one from the list."  # which is longer than anybody reads


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields, and what is wrong with it."""

    values: Mapping[str, str]
    was: str  # which record it was filled from
    errors: Mapping[str, str]

    @classmethod
    def of(cls, record: Record) -> Form:
        return cls(values_of(record), mark_of(record), {})


def values_of(record: Record) -> dict[str, str]:
    """A record as it stands in the fields."""
    values = {name: str(getattr(record, name) or "") for name in FIELDS if name != "authors"}
    return values | {"authors": "\n".join(record.authors)}


def mark_of(record: Record) -> str:
    """What tells one state of a record from another."""
    return hashlib.sha256(repr(record).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def changes_in(values: Mapping[str, str], record: Record) -> tuple[RecordChanges, dict[str, str]]:
    """What the fields ask for, and what is wrong with each."""
    wanted, errors = RecordChanges(), {}
    held = values_of(record)
    for name in FIELDS:
        value = values.get(name, "").replace("\r\n", "\n")
        if value == held[name]:
            continue  # what an older file brought in stays as it is, unless somebody changes it
        change = _change(name, value)
        try:
            edit_record(record, _with(RecordChanges(), name, change))
            wanted = _with(wanted, name, change)
        except UsageError as error:
            words = str(error).partition(": ")[2] or str(error)
            errors[name] = _WRONG_TYPE if name == "type" else f"{words[:1].upper()}{words[1:]}."
    return wanted, errors


def _change(name: str, value: str) -> str | tuple[str, ...]:
    return authors_in(value) if name == "authors" else value


def _with(changes: RecordChanges, name: str, value: str | tuple[str, ...]) -> RecordChanges:
    fields: dict[str, str | tuple[str, ...]] = {name: value}
    return replace(changes, **fields)  # type: ignore[arg-type]


def edit_html(source: StoredSource, form: Form, visitor: Visitor, note: Note | None = None) -> str:
    """The record of a source, to be edited."""
    guessed = (
        '<p class="note">This record was <strong>guessed</strong> from the document. '
        "Check each field; once you save it, it counts as known.</p>"
        if source.record.guessed
        else ""
    )
    fields = "".join(_field(name, label, hint, form) for name, label, hint in _FIELDS)
    token = f'<input type="hidden" name="token" value="{visitor.token}">'
    return page_html(
        "Edit record",
        f'{back_html(visitor)}<h1>Edit record</h1><p class="named">{safe(source.record.title)}</p>'
        f'<p class="quiet">Key {safe(source.key)}. The key and the text of the source stay as they are.</p>'
        f"{_summary(form)}{note_html(note, visitor)}{guessed}"
        f'<form id="record" class="record" method="post" action="{attribute(visitor.to("edit", source.key))}" novalidate>{token}'
        f'<input type="hidden" name="was" value="{form.was}">{fields}<div class="actions">'
        f'<button class="button main" type="submit">Save</button><a class="button" href="{attribute(visitor.find.address())}">Leave it as it is</a>'
        "</div></form>"
        f'<section aria-labelledby="fill-heading"><h2 id="fill-heading">Fill it from a record file</h2>'
        f'<form class="fill" method="post" action="{attribute(visitor.to("fill", source.key))}" enctype="multipart/form-data">{token}'
        f'<label for="file">Record ({", ".join(RECORD_ENDINGS)})</label>'
        f'<input id="file" type="file" name="file" required accept=".json,{",".join(RECORD_ENDINGS)}">'
        '<button class="button" type="submit">Fill the fields</button>'
        '<p class="quiet">Nothing is saved until you have looked at it and choose Save.</p></form></section>',
    )


def _field(name: str, label: str, hint: str, form: Form) -> str:
    error = form.errors.get(name, "")
    described = [f"{name}-hint"] * bool(hint) + [f"{name}-error"] * bool(error)
    about = f' aria-describedby="{" ".join(described)}"' if described else ""
    wrong = ' aria-invalid="true"' if error else ""
    value = form.values.get(name, "")
    kind = " short" if name in _SHORT else ""
    if name in _LONG:
        rows = max(2, min(12, value.count("\n") + (2 if name == "authors" else 1)))
        # A line break at the very beginning is not part of a text area's content.
        control = (
            f'<textarea id="{name}" name="{name}" rows="{rows}"{about}{wrong}>\n{attribute(value)}</textarea>'
        )
    elif name == "type":
        control = f'<select id="{name}" name="{name}"{about}{wrong}>{_types(value)}</select>'
    else:
        control = f'<input id="{name}" name="{name}" type="text" value="{attribute(value)}" autocomplete="off"{about}{wrong}>'
    said = f'<p class="quiet" id="{name}-hint">{hint}</p>' if hint else ""
    told = f'<p class="error" id="{name}-error">{safe(error)}</p>' if error else ""
    return f'<div class="field{kind}{" wrong" if error else ""}"><label for="{name}">{label}</label>{said}{told}{control}</div>'


def _types(held: str) -> str:
    """The types that a source can be of, as people call them; what is held stays choosable."""
    names = {code: _TYPE_NAMES.get(code, code.replace("_", " ").capitalize()) for code in TYPES}
    names = {held: held, **names}
    return "".join(
        f'<option value="{attribute(code)}"{" selected" * (code == held)}>{safe(name)}</option>'
        for code, name in sorted(names.items(), key=lambda item: item[1].casefold())
    )


def _summary(form: Form) -> str:
    if not form.errors:
        return ""
    labels = {name: label for name, label, _ in _FIELDS}
    items = "".join(
        f'<li><a href="#{name}">{labels[name]}: {safe(words)}</a></li>' for name, words in form.errors.items()
    )
    return (
        '<div class="note problem summary" role="alert" tabindex="-1"><h2>The record was not saved</h2>'
        f"<ul>{items}</ul></div>"
    )


def replace_html(source: StoredSource, visitor: Visitor) -> str:
    """A new version of a source, to be chosen."""
    return page_html(
        "Replace source",
        f'{back_html(visitor)}<h1>Replace source</h1><p class="named">{safe(source.record.title)}</p>'
        "<p>Choose the new version of this document. It takes the place of the present text once it has been read "
        "and indexed; until then, questions are answered from the present one. The key and the record stay, and "
        "citations of the present text can still be checked.</p>"
        f'<form id="upload" method="post" action="{attribute(visitor.to("upload"))}" enctype="multipart/form-data">'
        f'<input type="hidden" name="token" value="{visitor.token}">'
        f'<input type="hidden" name="replaces" value="{attribute(source.key)}"><div class="field">'
        '<label for="chosen">New version</label>'
        f'<p class="quiet" id="chosen-hint">{KINDS}</p>'
        f'<input id="chosen" type="file" name="files" required accept="{",".join(endings())}" '
        'aria-describedby="chosen-hint"></div>'
        '<div class="actions"><button class="button main" type="submit">Replace</button>'
        f'<a class="button" href="{attribute(visitor.find.address())}">Leave it as it is</a></div></form>',
    )


def confirm_html(title: str, asked: Confirmation, visitor: Visitor) -> str:
    """A question back, where no dialogue can ask it."""
    return page_html(title, f"{back_html(visitor)}{asked_html(asked, visitor)}")


def message_html(title: str, words: str) -> str:
    """A page that only says something."""
    nobody = Visitor(why_not="there is nothing to do here")
    note = note_html(Note(words, failed=True), nobody)
    return page_html(title, f"{back_html(nobody)}<h1>{safe(title)}</h1>{note}")
