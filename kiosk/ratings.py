# SPDX-License-Identifier: EUPL-1.2
"""What is asked after a visit, and the answers as they are handed in: without a visit, a person or a time."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

MOST_STARS = 5


class Question(StrEnum):
    """In the order in which they are asked."""

    HELP = "help"
    """Did you get the help you needed?"""
    MEDIA = "media"
    """How were picture and sound?"""


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer. ``stars``: 1 is the worst."""

    question: Question
    stars: Annotated[int, Meta(ge=1, le=MOST_STARS)]


class Answers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answers of one person; what was skipped is left out."""

    answers: Annotated[tuple[Answer, ...], Meta(min_length=1, max_length=len(Question))]

    @property
    def sound(self) -> bool:
        """Whether no question is answered twice."""
        return len({answer.question for answer in self.answers}) == len(self.answers)


def answers_of(stars: tuple[int, ...]) -> Answers | None:
    """Put the stars given to the first questions together; None if there are none."""
    pairs = zip(Question, stars, strict=False)
    answers = tuple(Answer(question=question, stars=each) for question, each in pairs)
    return Answers(answers=answers) if answers else None
