# SPDX-License-Identifier: Apache-2.0
"""What crosses between Python and the library does so exactly, or raises and loses nothing."""

import copy
import datetime
import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import almoner
from almoner import Draft, Posting
from conftest import DAY, gift


def test_amounts_are_decimal_whole_number_or_text():
    for amount in (Decimal("12.30"), "12.30", "12.3", "￥12.30", Decimal("1230E-2")):
        assert Posting("a", amount).quantity == Decimal("12.30")
    assert Posting("a", 20_000).quantity == 20_000
    assert Posting("a", "1.5万").quantity == 15_000
    assert Posting("a", Decimal("1E+3")).quantity == 1000
    assert Posting("a", Decimal("-0.00")).quantity == 0
    assert Posting("a").quantity is None


def test_a_whole_number_of_numpy_is_one():
    numpy = pytest.importorskip("numpy")
    assert Posting("a", numpy.int64(7)).quantity == 7


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6))
def test_a_decimal_comes_back_as_it_was(amount):
    assert Posting("a", amount).quantity == amount


@given(st.one_of(st.decimals(), st.text("0123456789.-+eE,万 ", max_size=12), st.integers()))
def test_an_amount_is_read_exactly_or_refused(amount):
    try:
        read = Posting("a", amount).quantity
    except ValueError:
        return
    if not isinstance(amount, str):
        assert read == amount
    elif not set(amount) & set(",万+ "):
        assert read == Decimal(amount)


@pytest.mark.parametrize("amount", [1.5, 0.0, float("nan"), True, [], b"1", 1j, datetime.date.today()])
def test_what_is_no_exact_number_is_a_type_error(amount):
    with pytest.raises(TypeError, match="quantity: "):
        Posting("a", amount)


@pytest.mark.parametrize(
    "amount",
    [Decimal("NaN"), Decimal("Infinity"), "五万余", "1e", "", "1.2.3", 2**63, -(2**63) - 1, 10**400, "9" * 40,
     Decimal("1E+999999"), Decimal(10) ** 30],
)  # fmt: skip
def test_what_is_no_amount_is_a_value_error(amount):
    with pytest.raises(almoner.InvalidAmount, match="quantity: "):
        Posting("a", amount)


def test_the_least_and_greatest_amounts_are_kept():
    for units in (2**63 - 1, -(2**63)):
        assert Posting("a", units).quantity == units
        with decimal.localcontext(decimal.Context(prec=40)):
            assert Posting("a", Decimal(units) / 100).quantity == Decimal(units) / 100


def test_decimals_that_the_commodity_lacks_are_refused_when_the_book_is_known(book):
    with pytest.raises(almoner.InvalidAmount, match="posting 0, 资产:银行: quantity: 10.001 has more decimals"):
        book.post(gift("G-1", "10.001"))
    with pytest.raises(almoner.InvalidAmount, match="64-bit"):
        book.post(gift("G-1", 2**62))
    assert book.stats().entries == 0
    assert not book.post(gift("G-1", "10.100")).already_there


def test_dates_are_dates(book):
    for wrong in ("2021-09-01", datetime.datetime(2021, 9, 1), 20210901, None):
        with pytest.raises(TypeError, match="date: expected a datetime.date"):
            Draft(wrong, "G-1")
        if wrong is not None:
            with pytest.raises(TypeError):
                book.balances(begin=wrong)
    assert Draft(datetime.date(1, 1, 1), "G-1").date == datetime.date(1, 1, 1)
    codes = [one.code for one in book.check(gift("G-1", 1, day=datetime.date(9999, 12, 31)))]
    assert codes == ["date_must_be_in_range"]


def test_instants_are_aware_and_in_utc():
    moment = datetime.datetime(2021, 9, 5, 10, 11, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    with almoner.create_in_memory(almoner.BookTerms("b"), clock=lambda: moment) as book:
        book.declare(almoner.AccountTerms("银行", "cash"))
        book.declare(almoner.AccountTerms("收入", "income"))
        book.declare(almoner.FundTerms("U"))
        book.post(Draft(DAY, "G-1", [Posting("银行", 1, fund="U"), Posting("收入", fund="U")]))
        recorded = book.entry("G-1").recorded
        assert recorded == moment
        assert recorded.tzinfo is datetime.timezone.utc
    with pytest.raises(ValueError, match="time zone"):
        almoner.create_in_memory(almoner.BookTerms("b"), clock=lambda: datetime.datetime(2021, 9, 5))


def test_text_is_str_and_no_half_character(book):
    for wrong in (None, b"EDU", 7):
        with pytest.raises(TypeError, match="fund: expected a str"):
            Posting("a", 1, fund=wrong)
        with pytest.raises(TypeError):
            book.entry(wrong)
    with pytest.raises(UnicodeEncodeError):
        Posting("\ud800", 1)
    with pytest.raises(UnicodeEncodeError):
        gift("G-1", 1, narration="x\udfff")
    with pytest.raises(UnicodeEncodeError):
        book.declare(almoner.PurposeTerms("\ud800"))
    with pytest.raises(almoner.Refused):
        book.post(gift("G-1", 1, narration="bell \x07"))
    assert book.stats().entries == 0


def test_words_that_are_none_are_named_with_those_that_are():
    with pytest.raises(almoner.UsageError, match="unrestricted, restricted, endowment, agency"):
        almoner.FundTerms("X", "limited")


def test_hashes_are_bytes_or_hexadecimal():
    sha256 = bytes(range(32))
    assert almoner.Authority("law", "d", sha256).sha256 == sha256
    assert almoner.Authority("law", "d", sha256.hex()).sha256 == sha256
    assert gift("G", 1, evidence=[sha256]).evidence == [sha256]
    with pytest.raises(ValueError, match="32 bytes"):
        almoner.Authority("law", "d", b"short")
    with pytest.raises(ValueError):
        almoner.Authority("law", "d", "not hexadecimal")
    with pytest.raises(TypeError):
        almoner.Authority("law", "d", 7)


def test_arguments_are_checked_as_pythons_are():
    with pytest.raises(TypeError, match="needs 'account'"):
        Posting()
    with pytest.raises(TypeError, match="no argument 'colour'"):
        Posting("a", colour="red")
    with pytest.raises(TypeError, match="'account' twice"):
        Posting("a", account="b")
    with pytest.raises(TypeError, match="by place"):
        Posting("a", 1, "", "", "", "", 2)
    with pytest.raises(TypeError, match="postings: expected almoner.Posting, not int"):
        Draft(DAY, "G-1", [7])
    with pytest.raises(TypeError):
        Draft(DAY, "G-1", 7)
    assert Posting(**{"".join(["acc", "ount"]): "a"}).account == "a"  # a name that is not interned


def test_drafts_never_change_but_give_others():
    draft = gift("G-1", 5, by="cashier")
    with pytest.raises(AttributeError):
        draft.by = "director"
    other = draft.replace(by="director", postings=[one.replace(fund="MED") for one in draft.postings])
    assert (other.reference, other.by, other.postings[0].fund) == ("G-1", "director", "MED")
    assert (draft.by, draft.postings[0].fund) == ("cashier", "EDU")
    assert copy.copy(draft) is draft and copy.deepcopy(draft) is draft
    assert repr(other.postings[0]) == "Posting('资产:银行', '5', fund='MED')"


def test_an_iterable_that_fails_leaves_nothing(book):
    def drafts():
        yield gift("G-1", 1)
        raise RuntimeError("the list broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        book.post_all(drafts())
    with pytest.raises(TypeError, match="almoner.Draft"):
        book.post_all([gift("G-1", 1), "G-2"])
    assert book.stats().entries == 0
