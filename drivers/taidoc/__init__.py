# SPDX-License-Identifier: EUPL-1.2
"""TaiDoc meters (FORA, GlucoRx, GlucoMen Nexus and others): eight-byte questions and answers."""
