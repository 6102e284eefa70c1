# SPDX-License-Identifier: EUPL-1.2
"""What the station sends: the patient's picture and voice, and how they are encoded."""
