# SPDX-License-Identifier: Apache-2.0
"""What Almoner raises. Every message says what was wrong and, where it is known, how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._almoner import Violation


class Error(Exception):
    """Root of everything that Almoner raises on purpose."""


class Refused(Error, ValueError):
    """The books say no. Nothing was written; `violations` is what check() returns."""

    violations: list[Violation] = []


class Conflict(Error):
    """The book's lock was not had in time. Nothing was written: try again."""


class StorageError(Error, OSError):
    """The disk or the database failed. Whether the last write is kept is unknown: post again with
    the same reference, which writes nothing if it is there already."""


class Corrupt(Error):
    """Stored bytes are not what was hashed. `event` is the first event concerned, if one is known."""

    event: int | None = None


class NotFound(Error, KeyError):
    """The book has no account, fund, entry or event of that name; or there is no such book."""

    __str__ = Exception.__str__  # KeyError would quote the message


class UsageError(Error, ValueError):
    """A call that cannot mean anything: a closed book, options that contradict each other."""


class ParseError(Error, ValueError):
    """Text that cannot be read. `line` and `column` count from 1 where they are known."""

    line: int | None = None
    column: int | None = None


class InvalidAmount(ParseError):
    """A number that is no exact amount: a bound, too many decimals, out of range."""
