# SPDX-License-Identifier: EUPL-1.2
"""A machine's /dev and /sys in a folder, built as the kernel and udev build them."""

from __future__ import annotations

from pathlib import Path

from drivers.links.inventory import Roots


class FakeMachine:
    """Plug adapters in and out; ``roots`` is what `drivers.links.inventory` looks at."""

    def __init__(self, folder: Path) -> None:
        self.roots = Roots(dev=folder / "dev", sys=folder / "sys")
        for place in ("class/tty", "bus/usb/devices", "devices/pci/usb1"):
            (self.roots.sys / place).mkdir(parents=True)
        self.by_path = self.roots.dev / "serial/by-path"
        self.by_path.mkdir(parents=True)

    def usb(
        self,
        tty: str,
        ids: tuple[str, str],
        location: str,
        *,
        serial: str = "",
        interface: int = 0,
        target: Path | None = None,
        product: str = "USB-Serial",
    ) -> Path:
        """Plug a USB serial adapter in; return its node, which leads to ``target`` if one is given."""
        device = self._device(ids, location, serial, product)
        child = device / f"{location}:1.{interface}"
        place = child / tty
        place.mkdir(parents=True, exist_ok=True)
        self._tty(tty, place)
        self._link(f"pci-0000:00:14.0-usb-0:{location.partition('-')[2]}:1.{interface}-port0", tty)
        self._link(f"pci-0000:00:14.0-usbv2-0:{location.partition('-')[2]}:1.{interface}-port0", tty)
        return self._node(tty, target)

    def hid(self, ids: tuple[str, str], location: str) -> None:
        """Plug an adapter in that is no serial port."""
        self._device(ids, location, "", "HID bridge")

    def built_in(self, tty: str, *, kind: str, console: bool = False) -> None:
        """Add a socket of the chip set; ``kind`` 0: nothing is behind it."""
        place = self.roots.sys / f"devices/platform/{tty}"
        place.mkdir(parents=True)
        self._tty(tty, place)
        (self.roots.sys / "class/tty" / tty / "type").write_text(f"{kind}\n")
        (self.roots.sys / "class/tty" / tty / "console").write_text("Y\n" if console else "N\n")
        self._node(tty, None)

    def virtual(self, tty: str) -> None:
        """Add a terminal without a device."""
        (self.roots.sys / "class/tty" / tty).mkdir()
        self._node(tty, None)

    def unplug(self, tty: str) -> None:
        """Take an adapter out."""
        (self.roots.dev / tty).unlink()
        for link in self.by_path.iterdir():
            if link.readlink().name == tty:
                link.unlink()
        folder = self.roots.sys / "class/tty" / tty
        (folder / "device").unlink()
        folder.rmdir()

    def _device(self, ids: tuple[str, str], location: str, serial: str, product: str) -> Path:
        device = self.roots.sys / "devices/pci/usb1" / location
        device.mkdir(parents=True, exist_ok=True)
        texts = {"idVendor": ids[0], "idProduct": ids[1], "serial": serial, "product": product, "manufacturer": "Acme"}
        for name, text in texts.items():
            if text:
                (device / name).write_text(f"{text}\n")
        link = self.roots.sys / "bus/usb/devices" / location
        if not link.is_symlink():
            link.symlink_to(device)
        return device

    def _tty(self, tty: str, place: Path) -> None:
        folder = self.roots.sys / "class/tty" / tty
        folder.mkdir()
        (folder / "device").symlink_to(place)

    def _node(self, tty: str, target: Path | None) -> Path:
        node = self.roots.dev / tty
        if target is None:
            node.touch()
        else:
            node.symlink_to(target)
        return node

    def _link(self, name: str, tty: str) -> None:
        (self.by_path / name).symlink_to(f"../../{tty}")
