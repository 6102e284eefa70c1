# SPDX-License-Identifier: EUPL-1.2
"""`kiosk doctor`: look a station over and say in words what is wrong and what to do."""
