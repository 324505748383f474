"""The two dialogs of the Ask page: save answers as a file, and cite a quotation."""

from __future__ import annotations

from qa.exporting import Format, Style

_FORMATS = {
    Format.WORD: ("Word", "to edit"),
    Format.MARKDOWN: ("Markdown", "plain text"),
    Format.HTML: ("Web page", "to print or keep"),
    Format.JSON: ("JSON", "all data, for programs"),
    Format.RIS: ("RIS", "for EndNote, Zotero, Mendeley"),
    Format.BIBTEX: ("BibTeX", "for LaTeX"),
    Format.CSL_JSON: ("CSL-JSON", "for Zotero, pandoc"),
}
_REFERENCES_ONLY = (Format.RIS, Format.BIBTEX, Format.CSL_JSON)
_STYLES = {Style.HARVARD: "Harvard", Style.VANCOUVER: "Vancouver"}


def dialogs_html() -> str:
    """Both, closed. The browser keeps the focus inside of an open one, and gives it back after."""
    return f'<div class="dialogs">{_export()}{_cite()}<p id="said" class="for-screen-readers" role="status"></p></div>'


def _export() -> str:
    whole = [kind for kind in _FORMATS if kind not in _REFERENCES_ONLY]
    return _dialog(
        "export-dialog",
        "Save as a file",
        f'<fieldset><legend>What</legend><div class="choices">{_radio("what", "answer", "This answer", "", True)}'
        f"{_radio('what', 'all', 'Whole conversation', '')}</div></fieldset>"
        f"<fieldset><legend>Answers with quotes and references</legend>{_formats(whole)}</fieldset>"
        f"<fieldset><legend>References only</legend>{_formats(list(_REFERENCES_ONLY))}</fieldset>"
        f"{_styles('style')}",
        "Save file",
        "save",
    )


def _cite() -> str:
    words = '<div class="cited-words" role="group" aria-label="Quotation and reference" tabindex="0"></div>'
    return _dialog(
        "cite-dialog", "Cite this quotation", f"{_styles('cite-style')}{words}", "Copy", "copy-cite"
    )


def _dialog(name: str, title: str, inside: str, do: str, act: str) -> str:
    return (
        f'<dialog id="{name}" aria-labelledby="{name}-title"><h2 id="{name}-title">{title}</h2>{inside}'
        f'<p class="dialog-told" role="status"></p><div class="dialog-buttons">'
        f'<button type="button" class="main-button" data-act="{act}">{do}</button>'
        '<button type="button" class="quiet-button" data-act="close">Close</button></div></dialog>'
    )


def _formats(kinds: list[Format]) -> str:
    made = (_radio("format", kind.value, *_FORMATS[kind], checked=kind is Format.WORD) for kind in kinds)
    return f'<div class="choices">{"".join(made)}</div>'


def _styles(name: str) -> str:
    made = (_radio(name, style.value, words, "", style is Style.HARVARD) for style, words in _STYLES.items())
    return (
        f'<fieldset><legend>Style of references</legend><div class="choices">{"".join(made)}</div></fieldset>'
    )


def _radio(name: str, value: str, words: str, what_for: str, checked: bool = False) -> str:
    more = f" <small>{what_for}</small>" if what_for else ""
    return (
        f'<label><input type="radio" name="{name}" value="{value}"{" checked" * checked}> '
        f"<span>{words}{more}</span></label>"
    )
