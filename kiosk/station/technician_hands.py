# SPDX-License-Identifier: EUPL-1.2
"""What a technician can have done to the station itself; `kiosk.station.technician_room` does it."""

from __future__ import annotations

from typing import Protocol

from kiosk.fitting import Fitting
from kiosk.messages import Fit
from kiosk.power import Restart
from kiosk.technician_view import Told


class TechnicianHands(Protocol):
    """Every method returns at once; the answer comes by the method of `Technician` that is named."""

    @property
    def able(self) -> bool:
        """Whether there is a service manager that can restart the station."""
        ...

    def versions(self) -> None:
        """Collect the versions: `Technician.versions_are`."""
        ...

    def read_log(self) -> None:
        """Read the newest lines of the log: `Technician.log_is`."""
        ...

    def look_at_network(self) -> None:
        """Look at this side of the network, then try the clinic's: `Technician.network_is`, again and again."""
        ...

    def restart(self, what: Restart) -> None:
        """Start something anew: `Technician.restarts`."""
        ...

    def keep(self, fitting: Fitting, told: Told) -> None:
        """Keep how the parts fit together: `Technician.kept`, which says ``told`` if it could be."""
        ...

    def tell_screen(self, fit: Fit) -> None:
        """Have the screens drawn, and touches understood, like this from now on."""
        ...

    def close_camera(self) -> None:
        """Erase the pictures, once the call process has let them go."""
        ...

    def stop(self) -> None:
        """Stop whatever goes on; nothing more is heard of it."""
        ...
