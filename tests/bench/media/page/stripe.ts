// SPDX-License-Identifier: EUPL-1.2
/** The millisecond stripe of kiosk/call/cameras/stripe.py: 24 bits of time and 8 check bits along the top. */

const BITS = 32;
const HEIGHT_SHARE = 15;
const MIN_CONTRAST = 50;
/** A block this far from both black and white is neither. */
const UNSURE = 0.3;
export const MODULUS_MS = 1 << 24;

export function heightOf(height: number): number {
  return Math.max(2, Math.floor(height / HEIGHT_SHARE / 2) * 2);
}

/** Draw the time into the top of the luminance plane, and grey into the chroma beneath it. */
export function encodeStripe(planes: Uint8Array, width: number, height: number, timeMs: number): void {
  const time = timeMs % MODULUS_MS;
  const check = crc8(time);
  const rows = heightOf(height);
  for (let block = 0; block < BITS; block++) {
    const one = block < 24 ? (time >> (23 - block)) & 1 : (check >> (31 - block)) & 1;
    for (let row = 0; row < rows; row++) {
      planes.fill(one ? 235 : 16, row * width + edge(block, width), row * width + edge(block + 1, width));
    }
  }
}

/** Read a row of RGBA that lies within the stripe; null without a stripe that checks. */
export function decodeStripe(row: Uint8ClampedArray, width: number): number | null {
  const means: number[] = [];
  for (let block = 0; block < BITS; block++) {
    const from = edge(block, width);
    const to = edge(block + 1, width);
    const margin = Math.floor((to - from) / 4);
    let sum = 0;
    for (let x = from + margin; x < to - margin; x++) sum += row[4 * x + 1] ?? 0;
    means.push(sum / (to - from - 2 * margin));
  }
  const low = Math.min(...means);
  const high = Math.max(...means);
  if (high - low < MIN_CONTRAST) return null;
  const shares = means.map((mean) => (mean - low) / (high - low));
  if (shares.some((share) => share > UNSURE && share < 1 - UNSURE)) return null;
  const number = (from: number, to: number): number =>
    shares.slice(from, to).reduce((sum, share) => sum * 2 + (share > 0.5 ? 1 : 0), 0);
  const time = number(0, 24);
  return crc8(time) === number(24, BITS) ? time : null;
}

export function ageMs(nowMs: number, stripeMs: number): number {
  const age = (((nowMs - stripeMs) % MODULUS_MS) + MODULUS_MS) % MODULUS_MS;
  return age > MODULUS_MS / 2 ? age - MODULUS_MS : age;
}

function edge(block: number, width: number): number {
  return Math.floor((block * width) / BITS);
}

function crc8(time: number): number {
  let crc = 0xff;
  for (const byte of [(time >> 16) & 255, (time >> 8) & 255, time & 255]) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 128 ? ((crc << 1) ^ 7) & 255 : (crc << 1) & 255;
  }
  return crc;
}
