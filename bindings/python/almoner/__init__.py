# SPDX-License-Identifier: Apache-2.0
"""Almoner: a double-entry ledger for donated money and goods."""

from ._almoner import *  # noqa: F403
from .errors import *  # noqa: F403
