"""Which record a source has: what the library holds, or what stands beside its file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.types import Record


@dataclass(frozen=True, slots=True)
class Settled:
    """The record a source has from now on."""

    record: Record
    changed: bool  # whether it is another than the one held
    words: str = ""  # for the receipt, where there is something to say


def settle(held: Record, last_seen: Record | None, now: Record | None) -> Settled:
    """Settle a source's record at a new ingest of its file.

    ``last_seen`` is what stood beside the file when it was last taken in, ``now`` what
    stands there today. What was edited in the library lasts until the file beside the
    document changes; the key lasts for ever, for citations are made of it.
    """
    if now is None:
        return Settled(held, False)
    # A key can be made of the file's name; a file moved elsewhere says nothing new.
    if last_seen is not None and _same_but_for_key(now, last_seen):
        return Settled(held, False, _on_key(held, now) if now.key != last_seen.key else "")
    record = replace(now, key=held.key)
    edited = not held.guessed and (last_seen is None or not _same_but_for_key(held, last_seen))
    notes = []
    if edited and record != held:
        notes.append("the record beside the file has changed and replaces what was edited in the library")
    if words := _on_key(held, now):
        notes.append(words)
    return Settled(record, record != held, "; ".join(notes))


def _same_but_for_key(one: Record, other: Record) -> bool:
    return replace(one, key=other.key) == other


def _on_key(held: Record, now: Record) -> str:
    if now.key == held.key:
        return ""
    return f"the record beside the file says key {now.key}; the key stays {held.key}"
