# SPDX-License-Identifier: Apache-2.0
"""Books to test with. A posting from `cash` to `gifts` and so on is spelled by gift() and spend()."""

import datetime
import os
import pathlib

import pytest

import almoner
from almoner import Draft, Posting

DAY = datetime.date(2021, 9, 1)
SOURCE = pathlib.Path(os.environ["ALMONER_SOURCE"])


def declare_chart(book):
    book.declare(almoner.CommodityTerms("LAMP", unit="盏"))
    book.declare(almoner.AccountTerms("资产:银行", "cash"))
    book.declare(almoner.AccountTerms("资产:存货", "asset"))
    book.declare(almoner.AccountTerms("收入:捐赠", "income"))
    book.declare(almoner.AccountTerms("费用:业务", "expense"))
    book.declare(almoner.PurposeTerms("education"))
    book.declare(almoner.FundTerms("EDU", "restricted", ["education"], "donor"))
    return book


@pytest.fixture
def book():
    with almoner.create_in_memory(almoner.BookTerms("县红十字会")) as opened:
        yield declare_chart(opened)


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "县.almoner"
    with almoner.create(made, almoner.BookTerms("县红十字会")) as opened:
        declare_chart(opened)
    return made


def gift(reference, amount, day=DAY, **more):
    return Draft(day, reference, [Posting("资产:银行", amount, fund="EDU"), Posting("收入:捐赠", fund="EDU")], **more)


def spend(reference, amount, day=DAY, **more):
    return Draft(day, reference, [Posting("费用:业务", amount, fund="EDU"), Posting("资产:银行", fund="EDU")], **more)


@pytest.fixture(scope="session")
def year():
    """The worked year, never written to."""
    with almoner.create_in_memory(almoner.BookTerms("某县红十字会（虚构）")) as opened:
        opened.post_journal(SOURCE / "tools/demo/county.journal")
        yield opened
