"""Questions before something is done: in a dialogue where there is a script, else on a page of their own."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.store import StoredSource
from web.text import attribute, safe
from web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What is asked, and what is done where the answer is yes."""

    heading: str
    named: str  # what it is about, as HTML
    words: str  # what will become of it
    action: str  # where the answer goes
    button: str
    doing: str  # said until it is done


_REMOVING = (
    "It is not searched any longer, at once. Its text is kept, and you can bring it back from this page."
)


def removing(source: StoredSource | None, visitor: Visitor) -> Confirmation:
    """The question before a source is removed; None where the script will fill in which."""
    named, action = "", ""
    if source is not None:
        named, action = safe(source.record.title), visitor.to("remove", source.key)
    return Confirmation("Remove this source?", named, _REMOVING, action, "Remove", "Removing…")


def dialog_html(name: str, asked: Confirmation, visitor: Visitor) -> str:
    """The question over the page."""
    keep = '<button class="button" type="button" data-close>Keep it as it is</button>'
    heading = f'<h2 id="{name}-heading">{asked.heading}</h2>'
    return f'<dialog id="{name}" aria-labelledby="{name}-heading">{_form(heading, asked, visitor, keep)}</dialog>'


def asked_html(asked: Confirmation, visitor: Visitor) -> str:
    """The question on a page of its own."""
    keep = f'<a class="button" href="{attribute(visitor.find.address())}">Keep it as it is</a>'
    return _form(f"<h1>{asked.heading}</h1>", asked, visitor, keep)


def _form(heading: str, asked: Confirmation, visitor: Visitor, keep: str) -> str:
    return (
        f'<form class="act" method="post" action="{attribute(asked.action)}" data-doing="{asked.doing}">'
        f'<input type="hidden" name="token" value="{visitor.token}">'
        f'{heading}<p class="named">{asked.named}</p><p>{asked.words}</p><div class="actions">'
        f'<button class="button danger" type="submit">{asked.button}</button>{keep}</div></form>'
    )
