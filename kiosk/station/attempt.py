# SPDX-License-Identifier: EUPL-1.2
"""One attempt to connect to the GP's browser: how far it is, what can happen, and one table. Pure."""

from __future__ import annotations

from enum import StrEnum


class Attempt(StrEnum):
    """How far the attempt to connect is."""

    NONE = "none"
    OFFERING = "offering"
    """The call process is making an offer."""
    INVITED = "invited"
    """The signed offer is on its way."""
    ANSWERED = "answered"
    """The GP's answer was believed; media are connecting."""


class Move(StrEnum):
    """What can happen to an attempt."""

    START = "start"
    OFFERED = "offered"
    BELIEVED = "believed"
    CONNECTED = "connected"
    GIVEN_UP = "given-up"


ATTEMPTS: dict[tuple[Attempt, Move], Attempt] = {
    (Attempt.NONE, Move.START): Attempt.OFFERING,
    (Attempt.OFFERING, Move.START): Attempt.OFFERING,
    (Attempt.INVITED, Move.START): Attempt.OFFERING,
    (Attempt.ANSWERED, Move.START): Attempt.OFFERING,
    (Attempt.OFFERING, Move.OFFERED): Attempt.INVITED,
    (Attempt.INVITED, Move.BELIEVED): Attempt.ANSWERED,
    (Attempt.ANSWERED, Move.CONNECTED): Attempt.NONE,
    (Attempt.OFFERING, Move.GIVEN_UP): Attempt.NONE,
    (Attempt.INVITED, Move.GIVEN_UP): Attempt.NONE,
    (Attempt.ANSWERED, Move.GIVEN_UP): Attempt.NONE,
}
