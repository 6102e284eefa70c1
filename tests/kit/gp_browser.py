# SPDX-License-Identifier: EUPL-1.2
"""The signalling half of a GP's page: a browser key, signed greetings and answers, as the real page writes them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import msgspec
from joserfc import jws
from joserfc.jwk import ECKey

from kiosk.signalling.events import Answer, Content, Event, Ready, Session
from kiosk.signalling.jws import b64url
from kiosk.signalling.link import proof
from kiosk.signalling.passport import fingerprints

GP_SDP = "v=0\r\na=fingerprint:sha-256 " + ":".join(["AB"] * 32) + "\r\n"


class GpBrowser:
    """One browser (one key); each call of `open_tab` is a page load."""

    def __init__(self, visit: str, proof_key: bytes) -> None:
        self._visit = visit
        self._proof_key = proof_key
        self._key = ECKey.generate_key("P-256")
        self._seq = 0
        self.party_id = ""
        self.open_tab()

    @property
    def thumbprint(self) -> str:
        return self._key.thumbprint()

    def open_tab(self) -> None:
        self.party_id = secrets.token_hex(8)

    def ready(self, now: datetime, *, proof_key: bytes | None = None, name: str = "") -> Event:
        """Greet the station."""
        nonce = b64url(secrets.token_bytes(16))
        made = proof(proof_key or self._proof_key, self.thumbprint, nonce)
        content = Ready(party_id=self.party_id, proof=made, nonce=nonce, name=name)
        return self._event(content, self._passport(now, nonce))

    def answer(self, now: datetime, call_id: str, sdp: str = GP_SDP, *, signed_sdp: str = "") -> Event:
        """Answer an invite; ``signed_sdp``: sign another description than the one that is sent."""
        content = Answer(call_id=call_id, party_id=self.party_id, answer=Session(type="answer", sdp=sdp))
        media = [{"alg": each.alg, "dig": each.dig} for each in fingerprints(signed_sdp or sdp)]
        return self._event(content, self._passport(now, call_id, mky=media))

    def say(self, content: Content) -> Event:
        """Send something that is not signed."""
        return self._event(content, "")

    def _event(self, content: Content, passport: str) -> Event:
        self._seq += 1
        return Event(content=content, seq=self._seq, passport=passport)

    def _passport(self, now: datetime, jti: str, **more: Any) -> str:
        public = {name: value for name, value in self._key.as_dict(private=False).items() if name in _PUBLIC}
        header = {"alg": "ES256", "typ": "passport", "jwk": public}
        claims = {
            "iat": int(now.timestamp()),
            "jti": jti,
            "orig": {"uri": f"urn:halsorum:gp:{self.thumbprint}"},
            "dest": {"uri": [f"urn:halsorum:visit:{self._visit}"]},
            **more,
        }
        return jws.serialize_compact(header, msgspec.json.encode(claims), self._key, algorithms=["ES256"])


_PUBLIC = ("kty", "crv", "x", "y")
