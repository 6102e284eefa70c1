# SPDX-License-Identifier: EUPL-1.2
"""What is plugged in now: every serial port with the names by which it can be found again, and where an address leads.

Read from sysfs and /dev each time it is asked for, because the kernel numbers ports anew whenever one is plugged in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from drivers.links.cables import HID_BRIDGES, cable_name
from drivers.links.link import LinkError, LinkReason
from drivers.links.ports import ByPathAddress, PathAddress, UsbAddress


@dataclass(frozen=True, kw_only=True, slots=True)
class Roots:
    """Where the kernel shows itself; tests put folders of their own here."""

    dev: Path = Path("/dev")
    sys: Path = Path("/sys")


HERE = Roots()


@dataclass(frozen=True, kw_only=True, slots=True)
class Usb:
    """What a USB device says of itself. Ids are four lower-case hexadecimal digits."""

    vendor: str
    product: str
    serial: str = ""
    location: str = ""
    """The kernel's name of the socket, such as ``1-1.2``."""
    interface: str = ""
    """The same for one of several ports of an adapter, such as ``1-1.2:1.0``."""
    name: str = ""
    """Maker and product as the adapter writes them; they are those of the cable."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SerialPort:
    """One serial port. ``node`` is today's device node; ``by_path`` stays, as long as the socket stays the same."""

    node: str
    by_path: tuple[str, ...] = ()
    usb: Usb | None = None
    console: bool = False
    """The system's own console: nothing but a person's request opens it."""

    @property
    def address(self) -> str:
        """The way to write this port so that it is found again."""
        return self.by_path[0] if self.by_path else self.node

    @property
    def cable(self) -> str:
        """The name of a USB adapter; empty for other ports and where nothing is known."""
        return "" if self.usb is None else cable_name(self.usb.vendor, self.usb.product) or self.usb.name

    @property
    def words(self) -> str:
        """What a person is told: the cable, never the device."""
        if self.usb is None:
            return "system console" if self.console else "built-in port"
        name = self.cable or "USB serial adapter"
        return f"{name} ({self.usb.vendor}:{self.usb.product}) in USB socket {self.usb.location}"


@dataclass(frozen=True, kw_only=True, slots=True)
class HidBridge:
    """An adapter that is no serial port, although a serial device hangs on it."""

    usb: Usb

    @property
    def cable(self) -> str:
        return HID_BRIDGES[self.usb.vendor, self.usb.product]

    @property
    def words(self) -> str:
        return f"{self.cable} ({self.usb.vendor}:{self.usb.product}) in USB socket {self.usb.location}: not serial"


def serial_ports(roots: Roots = HERE) -> tuple[SerialPort, ...]:
    """List every serial port that is there, USB ports first, each kind by its number."""
    links = _by_path(roots)
    found = [
        SerialPort(
            node=str(roots.dev / tty.name),
            by_path=links.get(tty.name, ()),
            usb=_usb_above((tty / "device").resolve()),
            console=_line(tty / "console") == "Y",
        )
        for tty in _children(roots.sys / "class/tty")
        if _is_port(tty) and (roots.dev / tty.name).exists()
    ]
    return tuple(sorted(found, key=_order))


def hid_bridges(roots: Roots = HERE) -> tuple[HidBridge, ...]:
    """List the adapters that cannot be used because they are HID and not serial."""
    devices = (
        _usb_at(folder) for folder in _children(roots.sys / "bus/usb/devices") if (folder / "idVendor").is_file()
    )
    return tuple(HidBridge(usb=usb) for usb in devices if (usb.vendor, usb.product) in HID_BRIDGES)


def resolve(address: PathAddress | ByPathAddress | UsbAddress, roots: Roots = HERE) -> str:
    """Return today's device node of ``address``.

    A path is returned as it is; opening it says whether it is there. Raises `LinkError`: missing, or ambiguous naming
    every port that fits.
    """
    if isinstance(address, PathAddress):
        return address.path
    fits = _fits_path(address) if isinstance(address, ByPathAddress) else _fits_usb(address)
    found = [port for port in serial_ports(roots) if fits(port)]
    if not found:
        raise LinkError(str(address), LinkReason.MISSING)
    if len(found) > 1:
        nodes = " and ".join(port.address for port in found)
        raise LinkError(str(address), LinkReason.AMBIGUOUS, f"{nodes} fit", f"Name one by its place: {nodes}.")
    return found[0].node


def stable_address(path: str, roots: Roots = HERE) -> str:
    """Return a name for the port at ``path`` that survives renumbering: by-path, or ``path`` itself if it has none."""
    if Path(path).is_relative_to(roots.dev / "serial"):
        return path
    try:
        node = str(Path(path).resolve(strict=True))
    except OSError:
        return path
    nodes = {node, path}
    return next((port.address for port in serial_ports(roots) if port.node in nodes), path)


def _fits_path(address: ByPathAddress) -> Callable[[SerialPort], bool]:
    return lambda port: any(fnmatchcase(Path(link).name, address.pattern) for link in port.by_path)


def _fits_usb(address: UsbAddress) -> Callable[[SerialPort], bool]:
    def fits(port: SerialPort) -> bool:
        usb = port.usb
        return (
            usb is not None
            and (usb.vendor, usb.product) == (address.vendor, address.product)
            and address.serial in ("", usb.serial)
            and address.location in ("", usb.location, usb.interface)
        )

    return fits


def _by_path(roots: Roots) -> dict[str, tuple[str, ...]]:
    """Return the by-path names of every node; newer systems give a USB port two, of which the shorter is the older."""
    links: dict[str, list[str]] = {}
    for link in _children(roots.dev / "serial/by-path"):
        try:
            links.setdefault(link.readlink().name, []).append(str(link))
        except OSError:
            continue  # it was unplugged while we looked
    return {node: tuple(sorted(names, key=lambda name: (len(name), name))) for node, names in links.items()}


def _is_port(tty: Path) -> bool:
    """Tell a port from virtual terminals and from sockets of the chip set that nothing is behind."""
    return (tty / "device").exists() and _line(tty / "type") != "0"


def _usb_above(place: Path) -> Usb | None:
    """Find the USB device that a port's folder lies in, and which of its interfaces the port is."""
    below = place
    for folder in (place, *place.parents):
        if (folder / "idVendor").is_file():
            return _usb_at(folder, "" if below == folder else below.name)
        below = folder
    return None


def _usb_at(folder: Path, interface: str = "") -> Usb:
    name = " ".join(filter(None, (_line(folder / "manufacturer"), _line(folder / "product"))))
    return Usb(
        vendor=_line(folder / "idVendor").lower(),
        product=_line(folder / "idProduct").lower(),
        serial=_line(folder / "serial"),
        location=folder.name,
        interface=interface,
        name=name,
    )


def _children(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return ()


def _line(path: Path) -> str:
    """Return the first line of a small file, without what does not print; empty if there is none."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.readline(256).strip()
    except OSError:
        return ""
    return "".join(character for character in text if character.isprintable())


def _order(port: SerialPort) -> tuple[bool, str, int, str]:
    name = Path(port.node).name
    kind = name.rstrip("0123456789")
    number = name[len(kind) :]
    return (port.usb is None, kind, int(number or 0), name)
