# SPDX-License-Identifier: EUPL-1.2
"""One second of a session in figures: what its counters grew by, and how things stand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kiosk.call.statistics import CallStatistics
from kiosk.usage import read_process_usage

if TYPE_CHECKING:
    from kiosk.call.session import Session

RATE_HZ = 48_000
STILL_PART = 4
"""On a full line a still picture takes a quarter of it: the GP waits for it, and the voice goes on."""


class Gauge:
    """Reads one session, once a second."""

    def __init__(self, session: Session, now_s: float) -> None:
        self._session = session
        self._before: dict[str, float] = {"cpu_s": read_process_usage(os.getpid()).cpu_s}
        self._grown: dict[str, float] = {}
        self._read_s = now_s

    def second(self, now_s: float) -> CallStatistics:
        """Return the second since the last call."""
        seconds = max(0.1, now_s - self._read_s)
        self._read_s = now_s
        counters = self._counters()
        self._grown = {name: value - self._before.get(name, 0.0) for name, value in counters.items()}
        self._before = counters
        return self._record(seconds)

    def _record(self, seconds: float) -> CallStatistics:
        sending, receiving, voice = self._session.sending, self._session.receiving, self._session.voice.statistics
        controller, allocation, rung = sending.controller, sending.allocation, sending.rung
        screen, lip_s = self._session.screen, receiving.lips.offset_s
        speech = self._grown["voice_samples"]
        return CallStatistics(
            mode=allocation.mode,
            rtt_ms=sending.rtt_s * 1000,
            rtt_least_ms=self._session.least_rtt_s * 1000,
            loss_out=controller.loss,
            loss_in=receiving.loss,
            jitter_in_ms=None if receiving.jitter_s is None else receiving.jitter_s * 1000,
            queue_out_ms=(sending.pacer.queue_s + controller.queue_s) * 1000,
            target_out_bps=controller.target_bps,
            spare_out_bps=max(controller.target_bps // STILL_PART, controller.target_bps - self._rate("sent", seconds)),
            sent_bps=self._rate("sent", seconds),
            received_bps=self._rate("received", seconds),
            voice_out_bps=self._rate("voice_out", seconds),
            video_out_bps=self._rate("video_out", seconds),
            padding_out_bps=self._rate("padding_out", seconds),
            video_out_width=rung.width if rung is not None and allocation.video_bps else 0,
            video_out_height=rung.height if rung is not None and allocation.video_bps else 0,
            video_out_fps=self._grown["frames_out"] / seconds,
            video_out_wanted_width=sending.source[0],
            video_out_wanted_fps=sending.source[2],
            rung=sending.step,
            encode_ms=self._mean("encode_s", "frames_out"),
            frames_skipped=self._count("skipped"),
            keyframes_out=self._count("keyframes_out"),
            keyframes_asked=self._count("keyframes_asked"),
            nacks_received=self._count("nacks_in"),
            retransmitted=self._count("repeated"),
            retransmitted_unasked=self._count("copies"),
            red_level=allocation.red_level,
            plis_sent=self._count("plis_out"),
            nacks_sent=self._count("nacks_out"),
            recovered=self._count("recovered"),
            video_by_fec=self._count("repaired"),
            limits_told=self._count("limits"),
            voice_in_delay_ms=voice.delay_s * 1000,
            concealed=self._grown["concealed"] / speech if speech else 0.0,
            voice_in_samples=self._count("voice_samples"),
            voice_in_made_up=self._count("made_up"),
            voice_by_fec=self._count("fec"),
            voice_by_red=self._count("red"),
            stretched_ms=(self._grown["inserted"] + self._grown["removed"]) / RATE_HZ * 1000,
            cpu=self._grown["cpu_s"] / seconds,
            rss_bytes=read_process_usage(os.getpid()).rss_bytes,
            video_in_width=screen.decoding.width,
            video_in_height=screen.decoding.height,
            video_in_fps=self._grown["shown"] / seconds,
            video_in_delay_ms=screen.playout.delay_s * 1000,
            decode_ms=screen.decoding.decode_s * 1000,
            frames_late=self._count("late"),
            freezes=self._count("freezes"),
            frozen_ms=self._grown["frozen_s"] * 1000,
            keyframes_in=self._count("keyframes_in"),
            lip_offset_ms=None if lip_s is None else lip_s * 1000,
        )

    def _counters(self) -> dict[str, float]:
        sending, receiving, voice = self._session.sending, self._session.receiving, self._session.voice.statistics
        out, came = sending.statistics, receiving.statistics
        screen, pictures = self._session.screen, receiving.pictures
        receiving_keyframes = pictures.statistics.keyframes if pictures is not None else 0
        repeated = sum(each.repeated for each in (sending.voice, sending.video) if each is not None)
        return {
            "sent": out.sent_bytes,
            "voice_out": out.voice_bytes,
            "video_out": out.video_bytes,
            "padding_out": out.padding_bytes,
            "received": came.received_bytes,
            "frames_out": self._session.picture_sender.frames_out,
            "encode_s": self._session.picture_sender.encode_s,
            "skipped": out.skipped,
            "keyframes_out": out.keyframes,
            "keyframes_asked": out.keyframe_requests,
            "nacks_in": out.nacks,
            "copies": out.second_copies,
            "repeated": repeated,
            "plis_out": came.plis,
            "nacks_out": came.nacks,
            "recovered": came.recovered + voice.packets_returned,
            "repaired": came.fec,
            "limits": came.limits,
            "voice_samples": voice.samples_total,
            "concealed": voice.samples_concealed_speech,
            "made_up": voice.samples_concealed - voice.samples_concealed_silent,
            "fec": voice.fec_recovered,
            "red": voice.red_recovered,
            "inserted": voice.samples_inserted,
            "removed": voice.samples_removed,
            "shown": screen.playout.shown,
            "late": screen.playout.late + screen.decoding.late,
            "freezes": screen.playout.freezes,
            "frozen_s": screen.playout.frozen_s,
            "keyframes_in": receiving_keyframes,
            "cpu_s": read_process_usage(os.getpid()).cpu_s,
        }

    def _rate(self, name: str, seconds: float) -> int:
        return round(self._grown[name] * 8 / seconds)

    def _count(self, name: str) -> int:
        return max(0, round(self._grown[name]))

    def _mean(self, total: str, number: str) -> float:
        return self._grown[total] / self._grown[number] * 1000 if self._grown[number] else 0.0
