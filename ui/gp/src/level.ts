// SPDX-License-Identifier: EUPL-1.2
/** How loud the microphone is, so that one sees before the visit that it works. */

const EVERY_MS = 100;

export class LevelMeter {
  readonly #show: (level: number) => void;
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(show: (level: number) => void) {
    this.#show = show;
    // browsers let sound processing start only after the first touch of the page
    addEventListener("pointerdown", () => void this.#context?.resume());
    addEventListener("keydown", () => void this.#context?.resume());
  }

  watch(track: MediaStreamTrack | null): void {
    this.stop();
    if (track === null) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#context = context;
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.#show(loudness(samples));
    }, EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    void this.#context?.close();
    this.#context = this.#timer = null;
    this.#show(0);
  }
}

/** Loudness on a scale where −60 dBFS is 0 and full scale is 1. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return power <= 0 ? 0 : Math.min(1, Math.max(0, 1 + (10 * Math.log10(power)) / 60));
}
