# SPDX-License-Identifier: EUPL-1.2
"""Every input that the fuzzer kept is tried again: what a driver stood once it stands for ever."""

from __future__ import annotations

import pytest

from drivers.names import DriverName
from tests.fuzz import corpus
from tests.fuzz.target import new_interpreter, try_one


@pytest.mark.parametrize("name", list(DriverName))
def test_the_kept_corpus(name: DriverName) -> None:
    make = new_interpreter(name)
    for data in corpus.kept(name):
        try_one(make, data)
