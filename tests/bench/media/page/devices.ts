// SPDX-License-Identifier: EUPL-1.2
/**
 * Camera and microphone of a page of the bench: the picture and the speech of the station's own test devices.
 *
 * The picture comes as I420, as from a webcam, and carries the millisecond stripe of kiosk/call/cameras/stripe.py; the
 * speech has the burst of kiosk/call/sound/marker.py at every even second. Both are fetched from the bench.
 */

import { encodeStripe } from "./stripe.ts";
import { wallMs } from "./wall.ts";

declare class MediaStreamTrackGenerator extends MediaStreamTrack {
  constructor(init: { kind: "video" });
  readonly writable: WritableStream<VideoFrame>;
}

interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly waveMs: number;
  readonly phases: Uint8Array[];
}

const PERIOD_MS = 2000;

async function fetchSheet(): Promise<Sheet> {
  const about = (await (await fetch("picture.json")).json()) as Omit<Sheet, "phases"> & { count: number };
  const all = new Uint8Array(await (await fetch("picture.bin")).arrayBuffer());
  const size = (about.width * about.height * 3) / 2;
  const phases = Array.from({ length: about.count }, (_, at) => all.slice(at * size, (at + 1) * size));
  return { ...about, phases };
}

/** A track that gives a picture every 1/fps seconds, drawn for the time at which it is given. */
async function camera(): Promise<MediaStreamTrack> {
  const sheet = await fetchSheet();
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  const writer = track.writable.getWriter();
  const intervalMs = 1000 / sheet.fps;
  let nextMs = performance.now();
  const give = (): void => {
    const nowMs = wallMs();
    const swing = (1 - Math.cos((2 * Math.PI * (nowMs % sheet.waveMs)) / sheet.waveMs)) / 2;
    const planes = sheet.phases[Math.round(swing * (sheet.phases.length - 1))];
    if (planes !== undefined && (writer.desiredSize ?? 0) > 0) {
      encodeStripe(planes, sheet.width, sheet.height, Math.floor(nowMs));
      const { width: codedWidth, height: codedHeight } = sheet;
      const timestamp = Math.round(performance.now() * 1000);
      void writer.write(new VideoFrame(planes, { format: "I420", codedWidth, codedHeight, timestamp }));
    }
    nextMs = Math.max(nextMs + intervalMs, performance.now());
    setTimeout(give, Math.max(0, nextMs - performance.now()));
  };
  give();
  return track;
}

async function microphone(): Promise<MediaStreamTrack> {
  const audio = new AudioContext({ sampleRate: 48_000, latencyHint: "interactive" });
  const [speech, burst] = await Promise.all([fetchSound(audio, "speech.bin"), fetchSound(audio, "burst.bin")]);
  const out = audio.createMediaStreamDestination();
  const level = audio.createGain();
  const voice = new AudioBufferSourceNode(audio, { buffer: speech, loop: true });
  voice.connect(level).connect(out);
  voice.start();
  let planned = 0;
  const plan = (): void => {
    const nextMs = (Math.floor(wallMs() / PERIOD_MS) + 1) * PERIOD_MS;
    if (nextMs === planned) return;
    planned = nextMs;
    const atS = audio.currentTime + (nextMs - wallMs()) / 1000;
    level.gain.setValueAtTime(0, Math.max(0, atS));
    level.gain.setValueAtTime(1, atS + burst.duration);
    const mark = new AudioBufferSourceNode(audio, { buffer: burst });
    mark.connect(out);
    mark.start(atS);
  };
  setInterval(plan, 250);
  const track = out.stream.getAudioTracks()[0];
  if (track === undefined) throw new Error("no sound");
  return track;
}

async function fetchSound(audio: AudioContext, name: string): Promise<AudioBuffer> {
  const samples = new Int16Array(await (await fetch(name)).arrayBuffer());
  const buffer = audio.createBuffer(1, samples.length, 48_000);
  buffer.getChannelData(0).set(Float32Array.from(samples, (sample) => sample / 32_768));
  return buffer;
}

/** Let `getUserMedia` give these devices. */
export function replaceDevices(): void {
  navigator.mediaDevices.getUserMedia = async (wanted?: MediaStreamConstraints) => {
    const tracks = [];
    if (wanted?.audio) tracks.push(await microphone());
    if (wanted?.video) tracks.push(await camera());
    return new MediaStream(tracks);
  };
}
