# SPDX-License-Identifier: EUPL-1.2
"""TaiDoc blood-pressure meters: the protocol of `drivers.taidoc` with other records."""
