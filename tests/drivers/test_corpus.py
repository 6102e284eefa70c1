# SPDX-License-Identifier: EUPL-1.2
"""Every input that the fuzzer kept is tried again: what a driver stood once it stands for ever."""

from __future__ import annotations

import pytest

from tests.drivers.named import NAMES, short
from tests.fuzz import corpus
from tests.fuzz.target import new_interpreter, try_one


@pytest.mark.parametrize("name", [pytest.param(name, id=short(name)) for name in NAMES])
def test_the_kept_corpus(name: str) -> None:
    make = new_interpreter(name)
    for data in corpus.kept(name):
        try_one(make, data)
