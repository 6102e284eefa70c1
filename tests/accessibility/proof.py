# SPDX-License-Identifier: EUPL-1.2
"""A requirement and what proves that it is met. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proven:
    """A test that must run and pass, in every case it has: ``tests/…/test_x.py::test_y``."""

    name: str

    @property
    def file(self) -> str:
        return self.name.partition("::")[0]

    @property
    def function(self) -> str:
        return self.name.partition("::")[2]


@dataclass(frozen=True, slots=True)
class Design:
    """A document that shows how it is met: ``docs/x.md#heading``."""

    where: str

    @property
    def file(self) -> str:
        return self.where.partition("#")[0]

    @property
    def heading(self) -> str:
        return self.where.partition("#")[2]


@dataclass(frozen=True, slots=True)
class Bench:
    """Something that only a station in its place can show. ``method``: how; ``where``: what describes it."""

    method: str
    where: str


Proof = Proven | Design | Bench


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One requirement. ``clauses``: of EN 301 549 V3.2.1 where nothing else is said; ``asks``: in words of our own."""

    number: int
    asks: str
    clauses: str
    proofs: tuple[Proof, ...]
    note: str = ""
    """What a reader must know who relies on it."""

    @property
    def tests(self) -> tuple[Proven, ...]:
        return tuple(each for each in self.proofs if isinstance(each, Proven))

    @property
    def designs(self) -> tuple[Design, ...]:
        return tuple(each for each in self.proofs if isinstance(each, Design))

    @property
    def benches(self) -> tuple[Bench, ...]:
        return tuple(each for each in self.proofs if isinstance(each, Bench))
