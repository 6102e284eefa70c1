# SPDX-License-Identifier: EUPL-1.2
"""The room's switches and lamps on the machine's own pins, through gpiozero. Untested on hardware; see WIRING.md."""
