# SPDX-License-Identifier: EUPL-1.2
"""SunTech OEM modules for blood pressure (Advantage family), built into a cabinet of one's own."""
