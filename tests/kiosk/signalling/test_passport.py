# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from kiosk.clock import ManualClock
from kiosk.errors import SignatureError, SignatureReason
from kiosk.signalling.jws import b64url, sign_es256, un_b64url
from kiosk.signalling.link import certificate_thumbprint
from kiosk.signalling.passport import (
    WINDOW_S,
    Expected,
    Fingerprint,
    fingerprints,
    gp_uri,
    sign_with_certificate,
    verify_browser,
    verify_station,
    visit_uri,
)
from kiosk.signalling.replay import DuplicateFilter, ReplayMemory
from tests.kiosk.signalling.conftest import Holder, make_holder

VISIT = "abcdefghijklmnopqrstuvwxyz"
OTHER_VISIT = "zyxwvutsrqponmlkjihgfedcba"
KIOSK = "station-one"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHA256 = ":".join(["aB"] * 32)
SHA384 = ":".join(["0c"] * 48)
SDP = (
    "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\n"
    f"a=fingerprint:sha-384 {SHA384}\r\na=fingerprint:sha-256 {SHA256}\r\n"
    f"m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=fingerprint:SHA-256 {SHA256.upper()}\r\n"
)


class Browser:
    """What the GP's page signs with WebCrypto, written a second time."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = ECKey.import_key(self.key.public_key())
        self.thumbprint = public.thumbprint()
        self.jwk: dict[str, Any] = dict(public.as_dict(private=False))

    def sign(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        body = {
            "iat": int(NOW.timestamp()),
            "jti": "call-1",
            "orig": {"uri": gp_uri(self.thumbprint)},
            "dest": {"uri": [visit_uri(VISIT)]},
            "mky": [each._asdict() for each in fingerprints(SDP)],
        } | claims
        body = {name: value for name, value in body.items() if value is not None}
        head = {"alg": "ES256", "typ": "passport", "jwk": self.jwk} | (header or {})
        signing_input = f"{b64url(json.dumps(head).encode())}.{b64url(json.dumps(body).encode())}"
        return f"{signing_input}.{b64url(sign_es256(self.key, signing_input.encode()))}"


def expected(**changes: Any) -> Expected:
    values: dict[str, Any] = {"visit": VISIT, "jti": "call-1", "now": NOW, "sdp": SDP} | changes
    return Expected(**values)


def refused(token: str, reason: SignatureReason, pinned: str | None = None, **changes: Any) -> None:
    with pytest.raises(SignatureError) as caught:
        verify_browser(token, expected(**changes), pinned=pinned)
    assert caught.value.reason is reason


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser()


def test_fingerprints_are_every_key_once_sorted_and_bare() -> None:
    assert fingerprints(SDP) == (Fingerprint("sha-256", "AB" * 32), Fingerprint("sha-384", "0C" * 48))


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "v=0\r\n",
        "a=fingerprint:sha-256\r\n",
        "a=fingerprint:sha-256 AB:C\r\n",
        f"a=fingerprint:sha-256 {SHA256}\r\n a=fingerprint:sha-256 {SHA256}\r\n",
        f"a=fingerprint:sha-256 {SHA256}\r\nx=\u2028a=fingerprint: nonsense\r\n",
        f"a=fingerprint:sha-256 {SHA256} more\r\n",
    ],
)
def test_an_sdp_whose_keys_cannot_all_be_read_is_not_signed(sdp: str) -> None:
    with pytest.raises(SignatureError) as caught:
        fingerprints(sdp)
    assert caught.value.reason is SignatureReason.MALFORMED


def test_a_key_hidden_behind_an_odd_line_end_is_seen() -> None:
    """aiortc splits lines at more than CR and LF; a key only it would see must not slip by."""
    hidden = SDP + f"s=x\x0ba=fingerprint:sha-256 {':'.join(['EE'] * 32)}\r\n"
    assert Fingerprint("sha-256", "EE" * 32) in fingerprints(hidden)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=6))
def test_fingerprints_do_not_depend_on_order_or_case(digests: list[bytes]) -> None:
    lines = [f"a=fingerprint:sha-256 {each.hex(':')}" for each in digests]
    upper = [line.upper().replace("A=FINGERPRINT:SHA", "a=fingerprint:sha") for line in reversed(lines)]
    assert fingerprints("\r\n".join(lines)) == fingerprints("\n".join(upper))


def test_a_browser_s_signature_is_believed(browser: Browser) -> None:
    assert verify_browser(browser.sign(), expected()).thumbprint == browser.thumbprint
    assert verify_browser(browser.sign(), expected(), pinned=browser.thumbprint)


def test_a_greeting_signs_no_media_keys(browser: Browser) -> None:
    token = browser.sign(jti="nonce", mky=None)
    assert verify_browser(token, expected(jti="nonce", sdp=None)).thumbprint == browser.thumbprint
    refused(token, SignatureReason.WRONG_FINGERPRINT, jti="nonce")


def test_members_that_webcrypto_adds_do_no_harm(browser: Browser) -> None:
    jwk = browser.jwk | {"key_ops": ["verify"], "ext": True}
    assert verify_browser(browser.sign(header={"jwk": jwk}), expected())


def test_one_altered_fingerprint_is_refused(browser: Browser) -> None:
    refused(browser.sign(), SignatureReason.WRONG_FINGERPRINT, sdp=SDP.replace("aB:aB", "aC:aB", 1))
    refused(browser.sign(), SignatureReason.WRONG_FINGERPRINT, sdp=SDP + f"a=fingerprint:sha-256 {'EE:' * 31}EE\r\n")


def test_another_visit_another_call_and_another_key_are_refused(browser: Browser) -> None:
    refused(browser.sign(), SignatureReason.WRONG_VISIT, visit=OTHER_VISIT)
    both = [visit_uri(VISIT), visit_uri(OTHER_VISIT)]
    refused(browser.sign(dest={"uri": both}), SignatureReason.WRONG_VISIT)
    refused(browser.sign(), SignatureReason.MALFORMED, jti="call-2")
    refused(browser.sign(), SignatureReason.WRONG_KEY, pinned=Browser().thumbprint)
    refused(browser.sign(orig={"uri": gp_uri(Browser().thumbprint)}), SignatureReason.MALFORMED)


@pytest.mark.parametrize("seconds", [-WINDOW_S - 1, WINDOW_S + 1, 10**7])
def test_outside_the_minute_it_is_stale(browser: Browser, seconds: int) -> None:
    refused(browser.sign(), SignatureReason.STALE, now=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-WINDOW_S, 0, WINDOW_S])
def test_within_the_minute_it_is_fresh(browser: Browser, seconds: int) -> None:
    assert verify_browser(browser.sign(), expected(now=NOW + timedelta(seconds=seconds)))


def test_a_foreign_signature_and_an_altered_claim_are_refused(browser: Browser) -> None:
    head, body, signature = browser.sign().split(".")
    other = Browser().sign().split(".")[2]
    refused(f"{head}.{body}.{other}", SignatureReason.BAD_SIGNATURE)
    claims = json.loads(un_b64url(body)) | {"iat": int(NOW.timestamp()) + 1}
    refused(f"{head}.{b64url(json.dumps(claims).encode())}.{signature}", SignatureReason.BAD_SIGNATURE)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"typ": "JWT"},
        {"crit": ["b64"]},
        {"b64": False},
        {"jwk": None},
        {"jwk": {"kty": "EC", "crv": "P-256"}},
        {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
        {"ppt": "x"},
    ],
)
def test_other_headers_are_malformed(browser: Browser, header: dict[str, Any]) -> None:
    refused(browser.sign(header=header), SignatureReason.MALFORMED)


def test_a_private_key_in_the_header_is_not_looked_at(browser: Browser) -> None:
    refused(browser.sign(header={"jwk": browser.jwk | {"d": browser.jwk["x"]}}), SignatureReason.MALFORMED)


@pytest.mark.parametrize("claims", [{"iat": None}, {"jti": None}, {"dest": None}, {"orig": None}, {"iat": "now"}])
def test_a_missing_claim_is_malformed(browser: Browser, claims: dict[str, Any]) -> None:
    refused(browser.sign(**claims), SignatureReason.MALFORMED)


@given(st.one_of(st.text(max_size=200), st.from_regex(r"[A-Za-z0-9_-]{0,60}(\.[A-Za-z0-9_-]{0,60}){0,3}")))
def test_rubbish_is_malformed(token: str) -> None:
    refused(token, SignatureReason.MALFORMED)


def test_an_endless_token_is_not_parsed() -> None:
    refused("A" * 100_000, SignatureReason.MALFORMED)


def station_token(station: Holder) -> str:
    return sign_with_certificate(signer=station, kiosk=KIOSK, visit=VISIT, call_id="call-1", sdp=SDP, now=NOW)


def test_a_station_s_signature_is_believed_by_its_link(station: Holder) -> None:
    token = station_token(station)
    verify_station(token, expected(), kiosk=KIOSK, thumbprint=certificate_thumbprint(station.certificate_der))


def test_another_station_is_not_believed(station: Holder, authority: Holder) -> None:
    thumbprint = certificate_thumbprint(station.certificate_der)
    impostor = make_holder(KIOSK, "station", authority)
    with pytest.raises(SignatureError) as caught:
        verify_station(station_token(impostor), expected(), kiosk=KIOSK, thumbprint=thumbprint)
    assert caught.value.reason is SignatureReason.WRONG_KEY
    with pytest.raises(SignatureError) as caught:
        verify_station(station_token(station), expected(), kiosk="station-two", thumbprint=thumbprint)
    assert caught.value.reason is SignatureReason.MALFORMED
    with pytest.raises(SignatureError) as caught:
        verify_station(
            station_token(station), expected(sdp=SDP.replace("0c", "0d", 1)), kiosk=KIOSK, thumbprint=thumbprint
        )
    assert caught.value.reason is SignatureReason.WRONG_FINGERPRINT


def test_a_station_s_token_is_what_rfc_8225_describes(station: Holder) -> None:
    head, body, _ = (un_b64url(part) for part in station_token(station).split("."))
    assert json.loads(head).keys() == {"alg", "typ", "x5c"}
    assert json.loads(body) == {
        "iat": int(NOW.timestamp()),
        "jti": "call-1",
        "orig": {"uri": "urn:halsorum:kiosk:station-one"},
        "dest": {"uri": [f"urn:halsorum:visit:{VISIT}"]},
        "mky": [{"alg": "sha-256", "dig": "AB" * 32}, {"alg": "sha-384", "dig": "0C" * 48}],
    }


def test_a_token_is_taken_once_for_as_long_as_it_can_be_fresh() -> None:
    clock = ManualClock()
    memory = ReplayMemory(clock)
    memory.accept("call-1", "party")
    memory.accept("call-1", "another party")
    clock.advance(2 * WINDOW_S)
    with pytest.raises(SignatureError) as caught:
        memory.accept("call-1", "party")
    assert caught.value.reason is SignatureReason.REPLAYED
    clock.advance(2)
    memory.accept("call-1", "party")


def test_a_full_memory_forgets_nothing_that_could_be_replayed() -> None:
    clock = ManualClock()
    memory = ReplayMemory(clock, capacity=2)
    memory.accept("1", "p")
    memory.accept("2", "p")
    for jti in ("1", "2", "3"):
        with pytest.raises(SignatureError):
            memory.accept(jti, "p")
    clock.advance(2 * WINDOW_S + 2)
    memory.accept("3", "p")


def test_duplicates_are_seen_within_bounds() -> None:
    seen = DuplicateFilter(capacity=2)
    assert [seen.is_new(key) for key in (1, 1, 2, 3, 3, 1)] == [True, False, True, True, False, True]
