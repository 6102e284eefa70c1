# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SignallingError, SignallingReason
from kiosk.signalling.jws import b64url, un_b64url
from kiosk.signalling.link import (
    Link,
    certificate_thumbprint,
    make_link,
    mqtt_password,
    new_secret,
    parse_link,
    proof,
    proof_holds,
    proof_key,
)

VISIT = "abcdefghijklmnopqrstuvwxyz"
SECRET = bytes(range(16))
THUMBPRINT = b64url(hashlib.sha256(b"certificate").digest())


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """RFC 5869 for one block, written a second time from its text."""
    extracted = hmac.digest(salt, secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def test_derivations_are_hkdf_with_the_agreed_labels() -> None:
    assert mqtt_password(SECRET, VISIT) == b64url(hkdf(SECRET, VISIT.encode(), b"halsorum mqtt password"))
    assert proof_key(SECRET, VISIT) == hkdf(SECRET, VISIT.encode(), b"halsorum link proof")


def test_known_answers_that_the_page_must_reach_too() -> None:
    """Pinned, so that a change of the derivation on one end is seen."""
    key = proof_key(SECRET, VISIT)
    assert mqtt_password(SECRET, VISIT) == "V--4CDYGigHna8L9IbXKTHBNwUK85xK87yTrfkDHxqk"
    assert b64url(key) == "k8--fMUP-3EF_54eauZmBMTqsqBiKueK2ng3faM-0-I"
    assert proof(key, THUMBPRINT, "AAAAAAAAAAAAAAAAAAAAAA") == "-vzepQS3_FYdqQ5ymMFKuODzminI_KEZ77XgjNljhV0"
    assert THUMBPRINT == "A9Zt0Ig1wco_EozOrNHzGslBYwlrIPRFroQoW8CDLXI"


def test_hkdf_stands_against_rfc_5869() -> None:
    """Appendix A.1, first 32 bytes, so that the second writing above is itself checked."""
    okm = hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)))
    assert okm.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


def test_a_proof_holds_only_for_its_key_and_nonce() -> None:
    key = proof_key(SECRET, VISIT)
    given_proof = proof(key, THUMBPRINT, "nonce")
    assert proof_holds(key, THUMBPRINT, "nonce", given_proof)
    assert not proof_holds(key, THUMBPRINT, "other", given_proof)
    assert not proof_holds(key, "x" + THUMBPRINT[1:], "nonce", given_proof)
    assert not proof_holds(proof_key(bytes(16), VISIT), THUMBPRINT, "nonce", given_proof)
    assert not proof_holds(key, THUMBPRINT, "nonce", "é")


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32))
def test_a_link_comes_back_as_it_went(secret: bytes, digest: bytes) -> None:
    link = Link(base_url="https://desk.example:8443", visit=VISIT, secret=secret, station_thumbprint=b64url(digest))
    assert parse_link(make_link(link)) == link


def test_the_secret_stands_only_in_the_fragment_and_not_in_a_repr() -> None:
    link = Link(base_url="https://desk.example/", visit=VISIT, secret=SECRET, station_thumbprint=THUMBPRINT)
    before, _, after = make_link(link).partition("#")
    assert before == f"https://desk.example/v/{VISIT}"
    assert b64url(SECRET) in after
    assert b64url(SECRET) not in repr(link) and repr(SECRET) not in repr(link)


GOOD = f"https://desk.example/v/{VISIT}#s={b64url(SECRET)}&t={THUMBPRINT}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        GOOD.replace("https", "http"),
        GOOD.replace("/v/", "/w/"),
        GOOD.partition("#")[0],
        GOOD.replace("s=", "x="),
        GOOD + f"&s={b64url(SECRET)}",
        GOOD.replace(b64url(SECRET), b64url(SECRET[:-1])),
        GOOD.replace(THUMBPRINT, THUMBPRINT[:-2]),
        GOOD.replace(VISIT, "short"),
        "https:///v/" + VISIT + GOOD[GOOD.index("#") :],
        "https://[/v/",
    ],
)
def test_what_is_not_a_link_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(SignallingError) as caught:
        parse_link(text)
    assert caught.value.reason in (SignallingReason.BAD_LINK, SignallingReason.BAD_NAME)
    assert b64url(SECRET) not in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_a_link_or_refused(text: str) -> None:
    with pytest.raises(SignallingError):
        parse_link(text)


@given(st.binary(max_size=64))
def test_base64url_comes_back(data: bytes) -> None:
    assert un_b64url(b64url(data)) == data


@pytest.mark.parametrize("text", ["A", "AA==", "A+", "A/", "é", "AB", "A A", "AAA\n"])
def test_base64url_is_strict(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        un_b64url(text)


def test_secrets_are_16_random_bytes() -> None:
    assert len(new_secret()) == 16
    assert new_secret() != new_secret()
    assert certificate_thumbprint(b"certificate") == THUMBPRINT
