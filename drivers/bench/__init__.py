# SPDX-License-Identifier: EUPL-1.2
"""The technician's bench: what is on a port, whether it works, and how sure the drivers' facts are."""
