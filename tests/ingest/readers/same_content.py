"""One report written in six formats: what is read of it must not depend on the format."""

from __future__ import annotations

from html import escape

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.ingest.readers.making import epub, odt, saved

# (kind, content): headings with their level, paragraphs with a mark where the footnote is, tables.
Content = list[tuple[str, object]]

CONTENT: Content = [
    ("title", "Joint visits in three towns"),
    ("p", "This report brings together what is known about joint visits by family doctors and social workers in three towns, from interviews and from published studies."),
    ("h1", "Background"),
    ("p", "Doctors and social workers in the towns had worked apart for years (Brown and Tucker, 2003). Nobody had asked them to meet.^"),
    ("note", "The towns are not named, at their own request."),
    ("p", "An early study reached the same view (Rummery, 2001)."),
    ("h2", "How the visits began"),
    ("p", "The following helped the visits to begin:"),
    ("ul", ["a shared office in the health centre", "one named social worker for each practice"]),
    ("p", "Doctors spoke of the change in their own words."),
    ("quote", "We had never met the people we were writing letters to."),
    ("h1", "What helps and what hinders"),
    ("p", "The studies name several factors, which the table sets out by level."),
    ("caption", "Table 1. What helps and what hinders joint visits"),
    ("table", [
        ("Helps", "Hinders"),
        ("Team level", ""),
        ("Trust built up over the years", "Distance between the two offices"),
        ("A common record of each visit", "Lack of time for meetings"),
        ("Organisation level", ""),
        ("A pooled budget for equipment", "Separate targets for each service"),
    ]),
    ("h2", "Steps to take"),
    ("ol", ["Agree on who is to be visited.", "Set aside an hour each week.", "Review the list together."]),
    ("h1", "References"),
    ("p", "Brown L, Tucker C. (2003) Together or apart: joint visits in two counties. Health and Social Care 11: 85-94."),
    ("p", "Rummery, K. (2001) Care at the boundary. London: The Press."),
]  # fmt: skip


def as_text(content: Content = CONTENT) -> bytes:
    out: list[str] = []
    for kind, what in content:
        if kind == "title":
            out.append(f"{what}\n{'=' * 30}")
        elif kind in ("h1", "h2"):
            out.append(f"{'##' if kind == 'h1' else '###'} {what}")
        elif kind == "note":
            out.append(f"[^1]: {what}")
        elif kind == "ul":
            out.append("\n".join(f"- {item}" for item in what))
        elif kind == "ol":
            out.append("\n".join(f"{n}. {item}" for n, item in enumerate(what, start=1)))
        elif kind == "quote":
            out.append(f"> {what}")
        elif kind == "table":
            rows = [f"| {' | '.join(row)} |" for row in what]
            out.append("\n".join([rows[0], "| --- | --- |", *rows[1:]]))
        else:
            out.append(str(what).replace("^", "[^1]"))
    return ("\n\n".join(out) + "\n").encode()


def as_html(content: Content = CONTENT) -> bytes:
    body = as_body(content)
    page = f"<!DOCTYPE html><html><head><title>t</title></head><body><main>{body}</main></body></html>"
    return page.encode()


def as_body(content: Content = CONTENT) -> str:
    out: list[str] = []
    for kind, what in content:
        if kind in ("title", "h1", "h2"):
            tag = {"title": "h1", "h1": "h2", "h2": "h3"}[kind]
            out.append(f"<{tag}>{escape(str(what))}</{tag}>")
        elif kind in ("ul", "ol"):
            out.append(f"<{kind}>{''.join(f'<li>{escape(item)}</li>' for item in what)}</{kind}>")
        elif kind == "quote":
            out.append(f"<blockquote><p>{escape(str(what))}</p></blockquote>")
        elif kind == "caption":
            out.append(f"<table><caption>{escape(str(what))}</caption>")
        elif kind == "table":
            head, *rows = what
            out.append("<thead><tr>" + "".join(f"<th>{escape(c)}</th>" for c in head) + "</tr></thead>")
            for first, second in rows:
                both = f"<td>{escape(first)}</td><td>{escape(second)}</td>"
                alone = f"<th colspan='2'>{escape(first)}</th>"
                out.append(f"<tr>{both if second else alone}</tr>")
            out.append("</table>")
        elif kind == "note":
            out.append(f'<div role="doc-footnote"><p>1 {escape(str(what))}</p></div>')
        else:
            out.append(f"<p>{escape(str(what)).replace('^', '<sup>1</sup>')}</p>")
    return "".join(out)


def as_epub(content: Content = CONTENT) -> bytes:
    return epub({"one.xhtml": as_body(content)})


def as_word(content: Content = CONTENT) -> bytes:
    document = docx.Document()
    styles = {"h1": "Heading 1", "h2": "Heading 2", "title": "Title", "quote": "Quote", "caption": "Caption"}
    note = ""
    for kind, what in content:
        if kind == "note":
            note = str(what)
        elif kind in ("ul", "ol"):
            for item in what:
                document.add_paragraph(item, style="List Bullet" if kind == "ul" else "List Number")
        elif kind == "table":
            table = document.add_table(len(what), 2)
            for number, row in enumerate(what):
                if not row[1]:
                    table.cell(number, 0).merge(table.cell(number, 1)).text = row[0]
                    continue
                for column, words in enumerate(row):
                    run = table.cell(number, column).paragraphs[0].add_run(words)
                    run.bold = number == 0 or None
        else:
            paragraph = document.add_paragraph(str(what).rstrip("^"), style=styles.get(kind))
            if str(what).endswith("^"):
                mark = OxmlElement("w:footnoteReference")
                mark.set(qn("w:id"), "2")
                paragraph.add_run()._r.append(mark)
    add_footnotes(document, {"2": note})
    return saved(document)


def add_footnotes(document: WordDocument, notes: dict[str, str]) -> None:
    """Give a Word document the part that holds footnotes, by their id."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    inner = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {words}</w:t></w:r>'
        "</w:p></w:footnote>"
        for number, words in notes.items()
    )
    separator = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    part = Part(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        f"<w:footnotes {names}>{separator}{inner}</w:footnotes>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def as_odt(content: Content = CONTENT) -> bytes:
    out: list[str] = []
    pending = ""
    notes = [str(what) for kind, what in content if kind == "note"]
    for kind, what in content:
        if kind in ("title", "h1", "h2"):
            level = {"title": 1, "h1": 2, "h2": 3}[kind]
            out.append(f'<text:h text:outline-level="{level}">{escape(str(what))}</text:h>')
        elif kind in ("ul", "ol"):
            items = "".join(f"<text:list-item><text:p>{escape(i)}</text:p></text:list-item>" for i in what)
            out.append(f'<text:list text:style-name="{kind}">{items}</text:list>')
        elif kind == "table":
            pending = "".join(
                f"<table:table-row><table:table-cell><text:p>{escape(a)}</text:p></table:table-cell>"
                f"<table:table-cell><text:p>{escape(b)}</text:p></table:table-cell></table:table-row>"
                for a, b in what
            )
            head, _, rest = pending.partition("</table:table-row>")
            out.append(
                f"<table:table><table:table-header-rows>{head}</table:table-row></table:table-header-rows>{rest}</table:table>"
            )
        elif kind != "note":
            style = {"quote": "Quotations", "caption": "Caption"}.get(kind, "Text")
            mark = (
                "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
                f"<text:note-body><text:p>{escape(notes[0])}</text:p></text:note-body></text:note>"
            )
            words = escape(str(what)).replace("^", mark)
            out.append(f'<text:p text:style-name="{style}">{words}</text:p>')
    styles = "".join(
        f'<style:style style:name="{name}" style:family="paragraph"/>' for name in ("Quotations", "Caption")
    )
    styles += (
        '<text:list-style style:name="ol"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style>'
        '<text:list-style style:name="ul"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
    )
    return odt("".join(out), styles)


FORMATS = {
    "report.txt": as_text,
    "report.md": as_text,
    "report.html": as_html,
    "report.docx": as_word,
    "report.odt": as_odt,
    "report.epub": as_epub,
}
