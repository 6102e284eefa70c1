# SPDX-License-Identifier: EUPL-1.2
"""What the registrar reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from kiosk.settings import Section


class RegistrarSection(Section, frozen=True, kw_only=True):
    host: Annotated[str, Meta(description="Address the registrar listens on.")] = "127.0.0.1"
    port: Annotated[int, Meta(description="Its port (HTTPS).", ge=1, le=65535)] = 8445
    public_url: Annotated[str, Meta(description="The address that stands in tickets.")] = "https://localhost:8445"
    identity: Annotated[Path, Meta(description="Folder with the registrar's key, certificate and the CA.")] = Path(
        "/var/lib/halsorum-registrar/identity"
    )
    authority: Annotated[Path, Meta(description="Folder of the certificate authority, with its key.")] = Path(
        "/var/lib/halsorum-registrar/ca"
    )
    store: Annotated[Path, Meta(description="Folder of the open tickets.")] = Path("/var/lib/halsorum-registrar/store")
    ticket_life_s: Annotated[float, Meta(description="How long a ticket is good, in seconds.", ge=1, le=86400)] = 900.0
    desk_api_url: Annotated[str, Meta(description="The desk's mutual-TLS address, as stations and we reach it.")] = (
        "https://localhost:8444"
    )
    broker_host: Annotated[str, Meta(description="Host name of the broker, as stations reach it.")] = "localhost"
    broker_port: Annotated[int, Meta(description="Port of the broker's listener for stations.", ge=1, le=65535)] = 8883
    broker_namespace: Annotated[str, Meta(description="First level of every topic.", pattern="^[a-z0-9-]+$")] = (
        "halsorum"
    )


class RegistrarSettings(Section, frozen=True, kw_only=True):
    """Everything the registrar reads."""

    registrar: RegistrarSection = RegistrarSection()
