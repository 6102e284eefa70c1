# SPDX-License-Identifier: EUPL-1.2
"""Settings of the clinic's desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from kiosk.section import Section


class DeskListenSection(Section, frozen=True, kw_only=True):
    host: Annotated[str, Meta(description="Address the desk listens on.")] = "127.0.0.1"
    public_port: Annotated[int, Meta(description="Port of the GP's page (HTTPS).", ge=1, le=65535)] = 8443
    api_port: Annotated[int, Meta(description="Port of the clinic's interface (mutual TLS).", ge=1, le=65535)] = 8444
    public_url: Annotated[str, Meta(description="The address that stands in the GP's links.")] = (
        "https://localhost:8443"
    )
    identity: Annotated[Path, Meta(description="Folder with the desk's key, certificate and the CA.")] = Path(
        "/var/lib/halsorum-desk/identity"
    )
    store: Annotated[Path, Meta(description="Folder of the desk's store.")] = Path("/var/lib/halsorum-desk/store")
    page: Annotated[Path, Meta(description="Folder of the built GP page; empty: the one of this installation.")] = (
        Path()
    )
    public_identity: Annotated[
        Path,
        Meta(
            description="Folder with a key.pem and cert.pem that browsers trust (from a public authority); empty: the "
            "desk's own."
        ),
    ] = Path()
    clinic: Annotated[str, Meta(description="The clinic's name, as patients know it.")] = ""
    lead_s: Annotated[
        float, Meta(description="How long before it starts a visit is sent to its station, in seconds.", ge=0)
    ] = 43200.0
    grace_s: Annotated[
        float, Meta(description="How long after its end a visit that goes on may still go on, in seconds.", ge=0)
    ] = 1800.0
    keep_s: Annotated[
        float, Meta(description="How long it is remembered that a visit was over (no person is), in seconds.", ge=0)
    ] = 86400.0


class DeskBrokerSection(Section, frozen=True, kw_only=True):
    host: Annotated[str, Meta(description="Host name of the MQTT 5 broker.")] = "localhost"
    port: Annotated[int, Meta(description="Port of its mutual-TLS listener.", ge=1, le=65535)] = 8883
    relay_to: Annotated[
        str, Meta(description="The broker's WSS address, to which the desk relays GPs' browsers from its own `/mqtt`.")
    ] = "wss://localhost:8884/mqtt"
    public_url: Annotated[
        str, Meta(description="A WSS address where browsers reach the broker without the desk; empty: by its relay.")
    ] = ""
    namespace: Annotated[str, Meta(description="First level of every topic.", pattern="^[a-z0-9-]+$")] = "halsorum"


class DeskSettings(Section, frozen=True, kw_only=True):
    """Everything the desk reads."""

    desk: DeskListenSection = DeskListenSection()
    broker: DeskBrokerSection = DeskBrokerSection()
