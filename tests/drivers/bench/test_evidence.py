# SPDX-License-Identifier: EUPL-1.2
"""How sure bytes make one about the device."""

from __future__ import annotations

import importlib

import pytest

from drivers.base import Driver
from drivers.bench.evidence import Claim, Confidence, Evidence, rank
from drivers.names import DriverName
from drivers.registry import find
from tests.drivers.example import Example
from tests.drivers.streams import CMS60C_LOCKED, noise, nonin_packet


def claims(data: bytes, names: list[str]) -> tuple[Claim, ...]:
    evidence = [Evidence(find(name)) for name in names]
    for each in evidence:
        each.feed(data)
    return rank(each.claim for each in evidence)


def same_line(name: str) -> list[str]:
    """Name the drivers that listen at the same line settings."""
    return [each.value for each in DriverName if find(each).line == find(name).line]


@pytest.mark.parametrize("name", [each.value for each in DriverName])
def test_a_device_s_bytes_point_to_its_driver(name: str) -> None:
    examples: tuple[Example, ...] = importlib.import_module(f"tests.drivers.{name}.example").EXAMPLES
    for example in examples:
        found = claims(example.data, same_line(name))
        drivers = [claim.driver for claim in found]
        assert name in drivers, example.name
        own = found[drivers.index(name)]
        # What is surer is of the same family, such as the driver for all formats of one maker.
        before = {
            find(each.driver).maker for each in found[: drivers.index(name)] if not (own.any_text and each.any_text)
        }
        assert before <= {find(name).maker}, example.name


@pytest.mark.parametrize("seed", range(5))
def test_noise_points_to_nobody(seed: int) -> None:
    names = [each.value for each in DriverName]
    assert [claim for claim in claims(noise(2000, seed), names) if claim.confidence >= Confidence.LIKELY] == []


def test_a_little_noise_does_not_hide_the_device() -> None:
    data = noise(30, 1) + CMS60C_LOCKED * 60 + noise(30, 2) + CMS60C_LOCKED * 60 + noise(60, 3)
    (claim,) = claims(data, ["contec_9byte"])
    assert claim.confidence is Confidence.CERTAIN


def test_one_frame_by_accident_is_not_enough() -> None:
    frame = b"ST,GS,+  81.40kg\r\n"
    (claim,) = claims(b"MENU\r\n" + frame, ["scale_stgs"])
    assert claim.confidence is Confidence.CERTAIN
    (claim,) = claims(b"something else 12345\r\n" * 5 + frame, ["scale_stgs"])
    assert claim.confidence is Confidence.POSSIBLE
    assert claims(b"something else 12345\r\n" * 9 + frame, ["scale_stgs"])[0].confidence is Confidence.POSSIBLE


def test_a_described_device_is_never_certain() -> None:
    (claim,) = claims(b"0000365", ["described:gd60914"])
    assert claim.confidence is Confidence.LIKELY


def test_few_frames_are_not_enough() -> None:
    (claim,) = claims(CMS60C_LOCKED * 5, ["contec_9byte"])
    assert claim.confidence is Confidence.LIKELY


def test_half_understood_is_less_sure() -> None:
    stream = b"".join(CMS60C_LOCKED + noise(6, seed) for seed in range(40))
    (claim,) = claims(stream, ["contec_9byte"])
    assert claim.confidence is Confidence.LIKELY
    assert claims(b"", ["contec_9byte", "nonin_2"]) == ()
    assert claims(nonin_packet() * 4, ["contec_9byte"]) == ()


def test_an_answer_counts_and_names_the_device() -> None:
    answers = bytes.fromhex("0c 80 02 80 80 c3 cd d3 b6 b0 c3 02 81 ff d7 80 80 80 80 80")
    driver: type[Driver] = find("contec_9byte")
    evidence = Evidence(driver)
    evidence.feed(answers)
    assert evidence.claim.told == "CMS60CW"
    assert evidence.claim.confidence is Confidence.CERTAIN


def test_text_is_only_possibly_a_code() -> None:
    text = b"Hello, this is a menu\r\n" * 5
    found = claims(text, same_line("nonin_2"))
    assert {claim.confidence for claim in found} <= {Confidence.POSSIBLE}
    assert all(claim.any_text for claim in found)


def test_what_is_possible_does_not_count_beside_what_is_certain() -> None:
    def claim(driver: str, confidence: Confidence, *, any_text: bool = False) -> Claim:
        return Claim(driver=driver, confidence=confidence, frames=1, understood=0.5, any_text=any_text)

    certain, possible = claim("a", Confidence.CERTAIN), claim("b", Confidence.POSSIBLE)
    text, none = claim("0", Confidence.POSSIBLE, any_text=True), claim("c", Confidence.NONE)
    assert rank([possible, certain, none]) == (certain,)
    assert rank([none, text, possible]) == (possible, text)
    asker = Claim(driver="z", confidence=Confidence.CERTAIN, frames=1, understood=0.0, asked=True)
    assert rank([certain, asker]) == (asker, certain)
