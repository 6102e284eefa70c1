# SPDX-License-Identifier: EUPL-1.2
"""How bytes get to a device and back: where it is (ports), who carries them (links), what is written down of them."""
