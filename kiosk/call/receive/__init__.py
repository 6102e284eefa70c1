# SPDX-License-Identifier: EUPL-1.2
"""What the station receives: the GP's picture and voice, from the track to the ring and the loudspeaker."""
