// SPDX-License-Identifier: EUPL-1.2
/** What the browser counts on a connection: whether anything arrives, and the figures that support wants. No content. */

/** As it goes to the station; see `PageStatistics` there. What a browser does not tell is left out. */
export type Figures = Readonly<Record<string, number | string>>;

type Entry = Readonly<Record<string, unknown>>;

/** The counters that only grow, by the names used below. */
type Counters = Record<string, number>;

export class LineCounter {
  #before: Counters = {};
  #beforeMs = Number.NaN;

  /** A number that changes whenever a packet comes in. */
  arrived(report: Iterable<[string, unknown]>): number {
    let count = 0;
    for (const entry of entries(report)) {
      if (entry["type"] === "inbound-rtp") count += value(entry, "packetsReceived");
      else if (entry["type"] === "transport") count += value(entry, "packetsReceived") || value(entry, "bytesReceived");
    }
    return count;
  }

  /** What happened since the last time; null the first time. */
  figures(report: Iterable<[string, unknown]>, nowMs: number): Figures | null {
    const all = [...entries(report)];
    const counters = count(all);
    const before = this.#before;
    const seconds = (nowMs - this.#beforeMs) / 1000;
    this.#before = counters;
    this.#beforeMs = nowMs;
    if (!(seconds > 0.5)) return null;
    const grown = (name: string): number => Math.max(0, (counters[name] ?? 0) - (before[name] ?? 0));
    const share = (part: string, whole: string): number => ratio(grown(part), grown(whole));
    const figures: Record<string, number | string | undefined> = {
      seconds: round(seconds),
      ...now(all),
      received_bps: Math.round((grown("bytesIn") * 8) / seconds),
      sent_bps: Math.round((grown("bytesOut") * 8) / seconds),
      loss_in: round(ratio(grown("lost"), grown("lost") + grown("packetsIn"))),
      freezes: grown("freezes"),
      frozen_ms: Math.round(grown("frozenS") * 1000),
      video_in_delay_ms: Math.round(share("videoDelayS", "videoEmitted") * 1000),
      voice_in_delay_ms: Math.round(share("voiceDelayS", "voiceEmitted") * 1000),
      concealed: round(Math.min(1, share("concealed", "samples"))),
      plis_sent: grown("plis"),
      nacks_sent: grown("nacks"),
    };
    return Object.fromEntries(Object.entries(figures).filter(isKnown));
  }
}

function isKnown(pair: [string, number | string | undefined]): pair is [string, number | string] {
  return typeof pair[1] === "string" || (typeof pair[1] === "number" && Number.isFinite(pair[1]));
}

function* entries(report: Iterable<[string, unknown]>): Generator<Entry> {
  for (const [, entry] of report) yield entry as Entry;
}

function value(entry: Entry, name: string): number {
  const found = entry[name];
  return typeof found === "number" && Number.isFinite(found) ? found : 0;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function round(number: number): number {
  return Math.round(number * 10_000) / 10_000;
}

const COUNTED: Readonly<Record<string, readonly (readonly [counter: string, field: string])[]>> = {
  "inbound-rtp audio": [
    ["packetsIn", "packetsReceived"],
    ["lost", "packetsLost"],
    ["bytesIn", "bytesReceived"],
    ["concealed", "concealedSamples"],
    ["silent", "silentConcealedSamples"],
    ["samples", "totalSamplesReceived"],
    ["voiceDelayS", "jitterBufferDelay"],
    ["voiceEmitted", "jitterBufferEmittedCount"],
  ],
  "inbound-rtp video": [
    ["packetsIn", "packetsReceived"],
    ["lost", "packetsLost"],
    ["bytesIn", "bytesReceived"],
    ["freezes", "freezeCount"],
    ["frozenS", "totalFreezesDuration"],
    ["videoDelayS", "jitterBufferDelay"],
    ["videoEmitted", "jitterBufferEmittedCount"],
    ["plis", "pliCount"],
    ["nacks", "nackCount"],
  ],
  "outbound-rtp audio": [["bytesOut", "bytesSent"]],
  "outbound-rtp video": [["bytesOut", "bytesSent"]],
};

function count(all: readonly Entry[]): Counters {
  const counters: Counters = {};
  for (const entry of all) {
    for (const [counter, field] of COUNTED[`${String(entry["type"])} ${String(entry["kind"])}`] ?? []) {
      counters[counter] = (counters[counter] ?? 0) + value(entry, field);
    }
  }
  return counters;
}

/** What is told as it is just now. */
function now(all: readonly Entry[]): Record<string, number | string | undefined> {
  const of = (type: string, kind: string): Entry =>
    all.find((entry) => entry["type"] === type && entry["kind"] === kind) ?? {};
  const pair = all.find((entry) => entry["type"] === "candidate-pair" && entry["nominated"] === true) ?? {};
  const seen = of("inbound-rtp", "video");
  const shown = of("outbound-rtp", "video");
  const limit = shown["qualityLimitationReason"];
  return {
    rtt_ms: milliseconds(pair["currentRoundTripTime"]),
    available_out_bps: whole(pair["availableOutgoingBitrate"]),
    jitter_in_ms: milliseconds(of("inbound-rtp", "audio")["jitter"]),
    video_in_width: whole(seen["frameWidth"]),
    video_in_height: whole(seen["frameHeight"]),
    video_in_fps: whole(seen["framesPerSecond"]),
    video_out_width: whole(shown["frameWidth"]),
    video_out_height: whole(shown["frameHeight"]),
    video_out_fps: whole(shown["framesPerSecond"]),
    limited_by: limit === "none" || limit === "cpu" || limit === "bandwidth" || limit === "other" ? limit : undefined,
  };
}

function whole(found: unknown): number | undefined {
  return typeof found === "number" ? Math.max(0, Math.round(found)) : undefined;
}

function milliseconds(found: unknown): number | undefined {
  return typeof found === "number" ? Math.round(found * 10_000) / 10 : undefined;
}
