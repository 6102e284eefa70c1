# SPDX-License-Identifier: EUPL-1.2
"""LifeScan OneTouch Verio IQ: the packets of `drivers.onetouch_ultraeasy` without numbers and acknowledgements."""
