# SPDX-License-Identifier: EUPL-1.2
"""A&D blood-pressure stations that one puts an arm into: TM-2655P, TM-2657P."""
