# SPDX-License-Identifier: Apache-2.0
"""Types of the extension module; import them from almoner."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from os import PathLike
from types import TracebackType
from typing import Any, Literal, SupportsIndex, final, overload

import pandas as pd

_Amount = Decimal | SupportsIndex | str
"""An exact number: Decimal, whole number, or decimal text ("1.5万" too). A float raises TypeError."""
_Hash = bytes | str
"""SHA-256 as 32 bytes, or as hexadecimal text."""
_Path = str | bytes | PathLike[str] | PathLike[bytes]

_AccountType = Literal["asset", "cash", "liability", "net-assets", "income", "expense", "transfer", "interfund"]
_FundClass = Literal["unrestricted", "restricted", "endowment", "agency"]
_PurposeFunction = Literal["programme", "management", "fundraising", "other"]
_RestrictionSource = Literal["none", "donor", "law", "board"]
_DrawPolicy = Literal["fifo", "fefo"]
_PartyKind = Literal["person", "organisation"]
_AuthorityKind = Literal[
    "donor-consent", "donor-release", "plan-refiling", "surplus-to-similar-purpose", "law", "error-correction"
]

class Violation:
    """One rule of the book that a draft breaks."""

    @property
    def code(self) -> str:
        """The rule's name: "fund_must_balance"."""
    @property
    def message(self) -> str:
        """What is wrong, and what would mend it."""
    @property
    def figures(self) -> dict[str, str]:
        """Exact figures by name (needed, held, short_by): decimal text with its commodity."""
    @property
    def posting(self) -> int | None:
        """Index of the posting concerned; None: the whole draft."""
    def __eq__(self, other: object) -> bool: ...

# --- What a book declares ---

class BookTerms:
    """The book itself: its name, base currency and time zone."""

    def __init__(
        self, name: str, base_currency: str = "CNY", base_scale: int = 2, time_zone: str = "Asia/Shanghai"
    ) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def base_currency(self) -> str: ...
    @property
    def base_scale(self) -> int: ...
    @property
    def time_zone(self) -> str: ...
    def __eq__(self, other: object) -> bool: ...

class CommodityTerms:
    """A currency or a kind of goods. The scale (its decimals) is declared once and never changes."""

    def __init__(self, code: str, scale: int = 0, unit: str = "", policy: _DrawPolicy = "fifo") -> None: ...
    @property
    def code(self) -> str: ...
    @property
    def scale(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def policy(self) -> _DrawPolicy: ...
    def __eq__(self, other: object) -> bool: ...

class AccountTerms:
    """A leaf of the chart of accounts; its segments are separated by ':'."""

    def __init__(self, name: str, type: _AccountType, traced: bool | None = None) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> _AccountType: ...
    @property
    def traced(self) -> bool | None: ...
    def __eq__(self, other: object) -> bool: ...

class PurposeTerms:
    """A node of the purpose tree: disaster-relief/flood-2021. Parents are declared first."""

    def __init__(self, path: str, function: _PurposeFunction = "programme") -> None: ...
    @property
    def path(self) -> str: ...
    @property
    def function(self) -> _PurposeFunction: ...
    def __eq__(self, other: object) -> bool: ...

class FundTerms:
    """Money and goods held under one restriction."""

    def __init__(
        self,
        code: str,
        fund_class: _FundClass = "unrestricted",
        purposes: list[str] = [],
        set_by: _RestrictionSource = "none",
        from_: datetime.date | None = None,
        until: datetime.date | None = None,
        management_cap: _Amount | None = None,
        agreement: str = "",
        owed_to: str = "",
    ) -> None: ...
    @property
    def code(self) -> str: ...
    @property
    def fund_class(self) -> _FundClass: ...
    @property
    def purposes(self) -> list[str]: ...
    @property
    def set_by(self) -> _RestrictionSource: ...
    @property
    def from_(self) -> datetime.date | None:
        """Expenses from this day."""
    @property
    def until(self) -> datetime.date | None:
        """Expenses to the end of this day."""
    @property
    def management_cap(self) -> Decimal | None: ...
    @property
    def agreement(self) -> str: ...
    @property
    def owed_to(self) -> str: ...

class PartyTerms:
    """A donor, beneficiary, supplier or partner body. Private unless it agreed to be named."""

    def __init__(
        self, id: str, name: str = "", kind: _PartyKind = "person", is_public: bool = False, contact: str = ""
    ) -> None: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> _PartyKind: ...
    @property
    def is_public(self) -> bool: ...
    @property
    def contact(self) -> str: ...
    def __eq__(self, other: object) -> bool: ...

# --- What is posted ---

class Authority:
    """What permits an entry that no fund's own terms permit."""

    def __init__(
        self, kind: _AuthorityKind, document: str, sha256: _Hash | None = None, dated: datetime.date | None = None
    ) -> None: ...
    @property
    def kind(self) -> _AuthorityKind: ...
    @property
    def document(self) -> str: ...
    @property
    def sha256(self) -> bytes | None: ...
    @property
    def dated(self) -> datetime.date | None: ...
    def __eq__(self, other: object) -> bool: ...

@final
class Posting:
    """One line of a draft or an entry. Debit > 0, credit < 0. Never changes."""

    def __new__(
        cls,
        account: str,
        quantity: _Amount | None = None,
        commodity: str = "",
        fund: str = "",
        purpose: str = "",
        party: str = "",
        *,
        value: _Amount | None = None,
        lot: str = "",
        expires: datetime.date | None = None,
    ) -> Posting:
        """Without a commodity: the base currency. Without quantity and value: the one amount of its
        fund that is left out."""
    @property
    def account(self) -> str: ...
    @property
    def quantity(self) -> Decimal | None: ...
    @property
    def commodity(self) -> str: ...
    @property
    def fund(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def party(self) -> str: ...
    @property
    def value(self) -> Decimal | None:
        """In the base currency."""
    @property
    def lot(self) -> str:
        """Of an inflow: the new lot's label. Of an outflow: the label, or entry, drawn from."""
    @property
    def expires(self) -> datetime.date | None: ...
    @property
    def party_erased(self) -> bool: ...
    def replace(self, **changes: Any) -> Posting:
        """The same with other values."""
    def __copy__(self) -> Posting: ...
    def __deepcopy__(self, memo: Any) -> Posting: ...

@final
class Draft:
    """A proposed entry: it may break any rule until it is posted. Never changes."""

    def __new__(
        cls,
        date: datetime.date,
        reference: str,
        postings: Iterable[Posting] = (),
        *,
        narration: str = "",
        bank_reference: str = "",
        by: str = "",
        approved_by: str = "",
        authority: Authority | None = None,
        document: str = "",
        gift: str = "",
        reverses: str = "",
        returns: str = "",
        repays: str = "",
        counterpart: str = "",
        evidence: Iterable[_Hash] = (),
    ) -> Draft:
        """The reference is the idempotency key and public for ever: no personal data in it."""
    @property
    def date(self) -> datetime.date: ...
    @property
    def reference(self) -> str: ...
    @property
    def postings(self) -> list[Posting]: ...
    @property
    def narration(self) -> str: ...
    @property
    def bank_reference(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def approved_by(self) -> str: ...
    @property
    def authority(self) -> Authority | None: ...
    @property
    def document(self) -> str: ...
    @property
    def gift(self) -> str: ...
    @property
    def reverses(self) -> str: ...
    @property
    def returns(self) -> str: ...
    @property
    def repays(self) -> str: ...
    @property
    def counterpart(self) -> str: ...
    @property
    def evidence(self) -> list[bytes]: ...
    def replace(self, **changes: Any) -> Draft:
        """The same with other values."""
    def __copy__(self) -> Draft: ...
    def __deepcopy__(self, memo: Any) -> Draft: ...

class EntryAmendment:
    """Corrects who or what an entry names; moves nothing."""

    def __init__(self, reference: str, *, narration: str | None = None, party: str | None = None) -> None: ...
    @property
    def reference(self) -> str: ...
    @property
    def narration(self) -> str | None: ...
    @property
    def party(self) -> str | None: ...

class Amendment:
    """A change of declared terms from a day on. Exactly one of the terms is given, whole."""

    def __init__(
        self,
        date: datetime.date,
        *,
        fund: FundTerms | None = None,
        purpose: PurposeTerms | None = None,
        purpose_moves_to: str = "",
        party: PartyTerms | None = None,
        entry: EntryAmendment | None = None,
        authority: Authority | None = None,
        by: str = "",
        approved_by: str = "",
    ) -> None: ...
    @property
    def date(self) -> datetime.date: ...

class Posted:
    """What became of a draft or declaration."""

    @property
    def seq(self) -> int: ...
    @property
    def already_there(self) -> bool:
        """An equal one was there; nothing was written."""

class JournalReport:
    """What became of a journal."""

    @property
    def posted(self) -> int: ...
    @property
    def declared(self) -> int: ...
    @property
    def already_there(self) -> int: ...

class ImportProblem:
    """A row that was not posted, and why."""

    @property
    def line(self) -> int: ...
    @property
    def reference(self) -> str: ...
    @property
    def message(self) -> str: ...

class ImportReport:
    """What became of a published list."""

    @property
    def read(self) -> int: ...
    @property
    def posted(self) -> int: ...
    @property
    def already_there(self) -> int: ...
    @property
    def skipped(self) -> int: ...
    @property
    def total(self) -> Decimal:
        """Base currency, of all rows read."""
    @property
    def stated_total(self) -> Decimal | None: ...
    @property
    def committed(self) -> bool: ...
    @property
    def problems(self) -> list[ImportProblem]: ...

# --- What a book answers ---

class UnitsInterval:
    """Units of a line: received as a lot, or drawn."""

    @property
    def fund(self) -> str: ...
    @property
    def commodity(self) -> str: ...
    @property
    def account(self) -> str | None:
        """None on a line of base currency."""
    @property
    def start(self) -> Decimal: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def lot(self) -> str | None: ...
    @property
    def expires(self) -> datetime.date | None: ...

class Entry:
    """A posted fact: never edited, only reversed."""

    @property
    def seq(self) -> int: ...
    @property
    def date(self) -> datetime.date: ...
    @property
    def recorded(self) -> datetime.datetime:
        """Aware, in UTC."""
    @property
    def reference(self) -> str: ...
    @property
    def narration(self) -> str: ...
    @property
    def bank_reference(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def approved_by(self) -> str: ...
    @property
    def postings(self) -> list[Posting]: ...
    @property
    def authority(self) -> Authority | None: ...
    @property
    def document(self) -> str: ...
    @property
    def gift(self) -> str: ...
    @property
    def reverses(self) -> str: ...
    @property
    def returns(self) -> str: ...
    @property
    def repays(self) -> str: ...
    @property
    def counterpart(self) -> str: ...
    @property
    def evidence(self) -> list[bytes]: ...
    @property
    def policy(self) -> str:
        """How its draws were chosen: "fifo/1"."""
    @property
    def lots(self) -> list[UnitsInterval]: ...
    @property
    def draws(self) -> list[UnitsInterval]: ...
    @property
    def reversed_by(self) -> str: ...

class Table:
    """The rows that a question is answered with.

    Takes part in the Arrow PyCapsule protocol: pyarrow.table(t), polars.DataFrame(t), duckdb and
    pandas 3 take it without copying, any number of times. Amounts are decimal128 with the
    commodity's decimals (a quantity column: those of the commodity that has most); asked with
    minor=True they are int64 smallest units. Days are date32, names dictionaries.
    """

    @property
    def columns(self) -> list[str]: ...
    @property
    def caption(self) -> str:
        """What a reader must be told with the figures, such as the convention of a trace."""
    def to_pandas(self) -> pd.DataFrame:
        """Needs pandas 1.5 or newer, not pyarrow. Amounts are Decimal objects, or int64 (minor)."""
    def to_dicts(self) -> list[dict[str, Any]]: ...
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def _repr_html_(self) -> str: ...

class Activities:
    """Income, expense and releases of a period."""

    @property
    def rows(self) -> Table: ...
    @property
    def released(self) -> Table: ...

class Stats:
    """How much a book holds."""

    @property
    def events(self) -> int: ...
    @property
    def entries(self) -> int: ...
    @property
    def postings(self) -> int: ...
    @property
    def lots(self) -> int: ...
    @property
    def draws(self) -> int: ...
    @property
    def first(self) -> datetime.date | None: ...
    @property
    def last(self) -> datetime.date | None: ...
    @property
    def closed(self) -> datetime.date | None: ...

class Finding:
    """One thing that an audit found wrong."""

    @property
    def where(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def event(self) -> int | None: ...

class AuditReport:
    """What an audit recomputed."""

    @property
    def size(self) -> int: ...
    @property
    def root(self) -> bytes: ...
    @property
    def private_bodies(self) -> int: ...
    @property
    def private_bodies_missing(self) -> int:
        """Erased: counted, not wrong."""
    @property
    def findings(self) -> list[Finding]: ...
    @property
    def sound(self) -> bool: ...

class Erasure:
    """What an erasure deleted, and what it could not."""

    @property
    def was_known(self) -> bool: ...
    @property
    def bodies(self) -> int: ...
    @property
    def narrations_left(self) -> list[str]:
        """References of other entries that still hold the name or contact."""
    @property
    def events_left(self) -> list[int]:
        """Events of the log that hold it for ever."""

class Checkpoint:
    """This log had this root when it had this many events."""

    @property
    def origin(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def root(self) -> bytes: ...
    def __eq__(self, other: object, /) -> bool: ...

class ReceiptDonor:
    """Whose receipt it is, as opened from behind the commitments."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def contact(self) -> str | None: ...

class VerifiedReceipt:
    """What a verified receipt says: who has the key committed to exactly these records at these places
    of the log. It does not prove that the money arrived, that nothing was left out, or that the gift
    was used in no other entry than those shown."""

    @property
    def checkpoint(self) -> Checkpoint: ...
    @property
    def book(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def reference(self) -> str: ...
    @property
    def date(self) -> datetime.date: ...
    @property
    def donor(self) -> ReceiptDonor | None: ...
    @property
    def traced(self) -> bool: ...
    @property
    def postings(self) -> Table: ...
    @property
    def funds(self) -> Table:
        """The restrictions that the entry rests on, as amended."""
    @property
    def uses(self) -> Table:
        """Units of the gift that the entries shown drew."""
    @property
    def parts(self) -> Table | None:
        """Where the gift's units are by the entries shown; they sum to the gift. None unless traced."""

class Batch:
    """All or nothing: `with book.batch():`. An exception on the way out forgets what was posted."""

    def __enter__(self) -> None: ...
    def __exit__(
        self, type: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None, /
    ) -> None: ...

class Book:
    """One book. Threads that share it take turns; books apart work at the same time.

    Every question takes its filter as keywords: account and purpose with all below them, fund,
    party, begin (inclusive) and end (exclusive).
    """

    # --- Open and closed ---
    def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...
    def __enter__(self) -> Book: ...
    def __exit__(
        self, type: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None, /
    ) -> None: ...
    # --- Writing ---
    def declare(
        self, terms: CommodityTerms | AccountTerms | PurposeTerms | FundTerms | PartyTerms, by: str = ""
    ) -> Posted: ...
    def amend(self, amendment: Amendment) -> Posted: ...
    def close_through(self, date: datetime.date, by: str = "") -> Posted:
        """Nothing is posted on or before this day from now on."""
    def check(self, draft: Draft) -> list[Violation]:
        """All rules that the draft would break; empty exactly when post succeeds."""
    @overload
    def post(self, draft: Draft) -> Posted: ...
    @overload
    def post(self, journal: str) -> JournalReport:
        """Text in journal notation, all or nothing."""
    def post_all(self, drafts: Iterable[Draft]) -> list[Posted]:
        """In the open batch, or all or nothing in one of its own."""
    def post_journal(self, path: _Path) -> JournalReport: ...
    def reverse(
        self,
        original: str,
        date: datetime.date,
        reference: str,
        *,
        narration: str = "",
        by: str = "",
        approved_by: str = "",
        authority: Authority | None = None,
    ) -> Posted:
        """Mirrors the entry whose reference is `original`."""
    def batch(self) -> Batch: ...
    def import_csv(
        self,
        list: _Path,
        rules: _Path,
        *,
        dry_run: bool = False,
        keep_going: bool = False,
        expect: str | None = None,
        progress: Callable[[int], object] | None = None,
    ) -> ImportReport: ...
    # --- The log ---
    def size(self) -> int: ...
    def root(self) -> bytes:
        """RFC 6962 root over all events."""
    def sign_checkpoint(self, *keys: _Path) -> str:
        """A checkpoint of the book as it stands, signed by the keys in those files. Raises Corrupt where
        the book does not extend what a key signed before."""
    def rotate_key(self, old_key: _Path, new_key: _Path, *, by: str = "") -> str:
        """Logs the new key; returns a checkpoint signed by both."""
    def extend_checkpoint(self, older: str | bytes, newer: str | bytes) -> str:
        """The newer checkpoint with the proof that it extends the older."""
    def receipt(self, reference: str, checkpoint: str | bytes, *, donor: str = "", trace: bool = False) -> str:
        """A file for a donor that proves, without the book, that the entry is in it."""
    def erase_party(self, id: str, *, narrations: Sequence[str] = ()) -> Erasure:
        """Leaves no byte of a person in the book; its root and receipts handed out stay."""
    def restrict_party(self, id: str, restricted: bool = True) -> None:
        """Keeps a person's data and does not use it; False lifts that."""
    def audit(self, *, progress: Callable[[int, int], object] | None = None) -> AuditReport: ...
    def rebuild(self) -> None: ...
    def event_json(self, seq: int) -> str: ...
    def event_bytes(self, seq: int) -> bytes: ...
    def export_log(self, path: _Path, from_: int = 0) -> None: ...
    def export_private(self, path: _Path) -> None: ...
    def snapshot(self, path: _Path) -> None:
        """A consistent copy of the whole book in a new file."""
    def write_hledger(self, path: _Path) -> None: ...
    # --- Questions ---
    def terms(self) -> BookTerms: ...
    def party(self, id: str) -> PartyTerms | None: ...
    def stats(self) -> Stats: ...
    def entry(self, reference: str) -> Entry | None: ...
    def commodities(self) -> Table: ...
    def accounts(self) -> Table: ...
    def purposes(self) -> Table: ...
    def fund_terms(self, *, minor: bool = False) -> Table: ...
    def parties(self, *, minor: bool = False) -> Table: ...
    def trace(self, reference: str, *, minor: bool = False) -> Table:
        """Where a gift went, by a stated convention: see the table's caption."""
    def trace_back(self, reference: str, *, minor: bool = False) -> Table:
        """The gifts that an entry is attributed to, by a stated convention."""
    def entries(
        self,
        *,
        account: str = "",
        fund: str = "",
        purpose: str = "",
        party: str = "",
        begin: datetime.date | None = None,
        end: datetime.date | None = None,
    ) -> list[Entry]:
        """In order of posting."""
    def balances(
        self,
        *,
        account: str = "",
        fund: str = "",
        purpose: str = "",
        party: str = "",
        begin: datetime.date | None = None,
        end: datetime.date | None = None,
        zero_rows: bool = False,
        minor: bool = False,
    ) -> Table: ...
    def postings(
        self,
        *,
        account: str = "",
        fund: str = "",
        purpose: str = "",
        party: str = "",
        begin: datetime.date | None = None,
        end: datetime.date | None = None,
        minor: bool = False,
    ) -> Table:
        """By account, date, order of posting. Read from the book at each pass, a run at a time: memory does
        not grow with it, and the book must be open."""
    def register(
        self,
        *,
        account: str = "",
        fund: str = "",
        purpose: str = "",
        party: str = "",
        begin: datetime.date | None = None,
        end: datetime.date | None = None,
        minor: bool = False,
    ) -> Table:
        """postings() with reference, party and narration, held whole."""
    def funds(
        self,
        *,
        account: str = "",
        fund: str = "",
        purpose: str = "",
        party: str = "",
        begin: datetime.date | None = None,
        end: datetime.date | None = None,
        minor: bool = False,
    ) -> Table:
        """Roll-forward: opening + received + transfers - spent = closing."""
    def stock(
        self,
        *,
        account: str = "",
        fund: str = "",
        purpose: str = "",
        party: str = "",
        begin: datetime.date | None = None,
        end: datetime.date | None = None,
        minor: bool = False,
    ) -> Table:
        """What is left of each lot of goods or foreign currency."""
    def activities(
        self,
        *,
        account: str = "",
        fund: str = "",
        purpose: str = "",
        party: str = "",
        begin: datetime.date | None = None,
        end: datetime.date | None = None,
        minor: bool = False,
    ) -> Activities: ...

def open(
    path: _Path,
    *,
    read_only: bool = False,
    busy_timeout_ms: int = 10_000,
    clock: Callable[[], datetime.datetime] | None = None,
) -> Book: ...
def create(
    path: _Path, terms: BookTerms, *, busy_timeout_ms: int = 10_000, clock: Callable[[], datetime.datetime] | None = None
) -> Book: ...
def create_in_memory(terms: BookTerms, *, clock: Callable[[], datetime.datetime] | None = None) -> Book: ...
def import_log(path: _Path, events: _Path, private_bodies: _Path | None = None) -> Book:
    """A new book holding exactly the exported log; every rule is checked again."""

def new_key(path: _Path, name: str) -> str:
    """Writes a key (mode 0600), what it signed, and beside them the verifier key, whose file it returns.
    `name` becomes the origin of all its checkpoints, for ever: example.org/county-2021."""

def verify(receipt: str | bytes, key: str) -> VerifiedReceipt:
    """Needs no book. `key`: the text of the organisation's verifier key. Raises Corrupt for a receipt
    that does not verify, whatever is wrong with it; ParseError where the key is none."""

def verify_checkpoint(checkpoint: str | bytes, key: str) -> Checkpoint: ...
def verify_extends(older: str | bytes, newer: str | bytes, key: str) -> tuple[Checkpoint, Checkpoint]:
    """That nothing which `older` committed to was changed; `newer` is what extend_checkpoint gave."""
