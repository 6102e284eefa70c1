# SPDX-License-Identifier: EUPL-1.2
"""Oximeters with five-byte packets: BCI, Berry and many OEM boards; the parser of `drivers.contec_5byte` as well."""
