# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import ECKey

from kiosk.errors import SignallingError, SignallingReason
from kiosk.signalling.descriptor import Gp, Patient, VisitDescriptor, open_sealed, seal
from tests.kiosk.signalling.conftest import Holder, make_holder

DESCRIPTOR = VisitDescriptor(
    visit="abcdefghijklmnopqrstuvwxyz",
    kiosk="station-one",
    code="012345",
    starts_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 23, 12, 30, tzinfo=UTC),
    proof_key="A" * 43,
    language="sv",
    patient=Patient(identifier_system="urn:x", identifier_value="n-1", name="Åsa Öberg", birth_date="1941-02-03"),
    gp=Gp(name="Dr Berg"),
    clinic="Vårdcentralen",
)


@pytest.fixture(scope="module")
def key() -> ECKey:
    return ECKey.generate_key("P-256")


def refused(token: str, key: ECKey, authority: Holder) -> SignallingReason | None:
    with pytest.raises(SignallingError) as caught:
        open_sealed(token, key, authority.certificate)
    assert isinstance(caught.value.reason, SignallingReason)
    return caught.value.reason


def test_a_descriptor_comes_back_as_it_went(key: ECKey, desk: Holder, authority: Holder) -> None:
    token = seal(DESCRIPTOR, key.as_dict(private=False), desk)
    assert open_sealed(token, key, authority.certificate) == DESCRIPTOR
    assert len(token) < 4096


def test_the_sender_s_end_cannot_open_it(key: ECKey, desk: Holder, authority: Holder) -> None:
    token = seal(DESCRIPTOR, key.as_dict(private=False), desk)
    assert refused(token, ECKey.generate_key("P-256"), authority) is SignallingReason.UNSEALABLE


def test_nobody_but_the_desk_can_make_one(key: ECKey, station: Holder, authority: Holder) -> None:
    public = key.as_dict(private=False)
    stranger = make_holder("desk", "desk", make_holder("Other authority", "ca"))
    assert refused(seal(DESCRIPTOR, public, station), key, authority) is SignallingReason.NOT_FROM_DESK
    assert refused(seal(DESCRIPTOR, public, stranger), key, authority) is SignallingReason.NOT_FROM_DESK
    bare = jwe.encrypt_compact({"alg": "ECDH-ES", "enc": "A256GCM"}, msgspec.json.encode(DESCRIPTOR), key)
    assert refused(bare, key, authority) is not None


def test_one_altered_character_anywhere_is_refused(key: ECKey, desk: Holder, authority: Holder) -> None:
    token = seal(DESCRIPTOR, key.as_dict(private=False), desk)

    @settings(max_examples=60, deadline=timedelta(seconds=2))
    @given(st.integers(0, len(token) - 1), st.sampled_from("ABCxyz019-_."))
    def altered(position: int, sign: str) -> None:
        if token[position] != sign:
            refused(token[:position] + sign + token[position + 1 :], key, authority)

    altered()


@given(st.text(max_size=100))
@settings(deadline=timedelta(seconds=2))
def test_rubbish_is_refused(text: str) -> None:
    key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": X, "y": Y, "d": D})
    assert refused(text, key, AUTHORITY) in (SignallingReason.UNSEALABLE, SignallingReason.TOO_LONG)


_KEY = ECKey.generate_key("P-256").as_dict(private=True)
X, Y, D = str(_KEY["x"]), str(_KEY["y"]), str(_KEY["d"])
AUTHORITY = make_holder("Test authority", "ca")


def test_too_long_a_descriptor_is_not_opened(key: ECKey, authority: Holder) -> None:
    assert refused("A" * 30_000, key, authority) is SignallingReason.TOO_LONG
