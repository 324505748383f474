"""Everything that can go wrong, in one tree.

JWEError                    anything below: the message says what, where, and what to do
├── UsageError              the request itself is wrong
│   ├── QuestionError       the question cannot be searched
│   │   └── PersonalDetails it holds a personal detail, and was not looked at further
│   ├── UnknownSource       the library holds no source of that key
│   └── ThemesError         the file of themes cannot be used
├── DocumentError           this file cannot be taken in; the others go on
│   ├── UnreadableFile      it cannot be opened
│   ├── EmptyDocument       it holds no text
│   ├── PasswordNeeded      it is protected, and no password that opens it was given
│   ├── UnsupportedFormat   no reader knows it
│   └── BadRecord           its bibliographic record cannot be used
├── LibraryError            the library cannot be used
│   ├── MissingLibrary      there is none here
│   ├── DamagedLibrary      it is not a library of ours, or is broken
│   ├── LockedLibrary       another program is writing to it
│   ├── ModelMismatch       it was made with another embedding model
│   └── StorageFailed       the disk refused to keep what was written
└── ModelError              a model cannot be used
    ├── MissingModel        its files are not on this machine
    └── AlteredModel        its weights are not the ones that are known
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class JWEError(Exception):
    """Anything that went wrong; ``str()`` is one line for a person."""


class UsageError(JWEError):
    """The request itself is wrong."""


class QuestionError(UsageError):
    """The question cannot be searched."""


class PersonalDetails(QuestionError):
    """The question holds a personal detail; the message names its kind and never the detail."""


class UnknownSource(UsageError):
    """The library holds no source of that key."""


class ThemesError(UsageError):
    """The file of themes cannot be used."""


class DocumentError(JWEError):
    """This file cannot be taken in; the others go on."""


class UnreadableFile(DocumentError):
    """The file cannot be opened."""


class EmptyDocument(DocumentError):
    """The file holds no text."""


class PasswordNeeded(DocumentError):
    """The file is protected, and no password that opens it was given."""


class UnsupportedFormat(DocumentError):
    """No reader knows the file's format."""


class BadRecord(DocumentError):
    """The bibliographic record beside the file cannot be used."""


class LibraryError(JWEError):
    """The library cannot be used."""


class MissingLibrary(LibraryError):
    """There is no library here."""


class DamagedLibrary(LibraryError):
    """The folder holds something that is not a library of ours, or a broken one."""


class LockedLibrary(LibraryError):
    """Another program is writing to the library."""


class ModelMismatch(LibraryError):
    """The library was made with another embedding model."""


class StorageFailed(LibraryError):
    """The disk refused to keep what was written."""


class ModelError(JWEError):
    """A model cannot be used: the embedding model, or the reranker."""


class MissingModel(ModelError):
    """The model's files are not on this machine."""


class AlteredModel(ModelError):
    """The model's weights are not the ones that are known."""


@contextmanager
def at_its_own_cost(name: str) -> Iterator[None]:
    """A fault of this program, met in one document, costs that document: it becomes a DocumentError."""
    try:
        yield
    except (JWEError, MemoryError):
        raise
    except Exception as error:
        words = " ".join(str(error).split())[:160]
        raise UnreadableFile(
            f"{name}: could not be taken in ({type(error).__name__}: {words}); this is a fault of the program: "
            "report it with the file"
        ) from error


def reason_of(error: Exception) -> str:
    """Why a file could not be read, without its name or an error number."""
    return str(getattr(error, "strerror", None) or error)
