# SPDX-License-Identifier: EUPL-1.2
"""One class a file; each builds itself from its view and knows nothing of the visit's order."""
