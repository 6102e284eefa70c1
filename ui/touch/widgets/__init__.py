# SPDX-License-Identifier: EUPL-1.2
"""The parts screens are made of; every one says what it is (role, text, state) for tests and for speech."""
