// SPDX-License-Identifier: EUPL-1.2
/**
 * QR codes (ISO/IEC 18004): text in byte mode, error correction level M, versions 1 to 15.
 *
 * Made here, so that the secret in a link goes through no one else's code. Pure but for `drawCode`.
 */

/** Table 9, level M: codewords of error correction in a block, and blocks; by version. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24] as const;
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10] as const;
/** Level M in the format information (8.9). */
const LEVEL_M = 0;
const QUIET = 4;
const PENALTIES = { run: 3, block: 3, finder: 40, share: 10 } as const;

type Masked = (x: number, y: number) => boolean;
/** Table 10; true: the module changes. */
const MASKS: readonly Masked[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Rows of modules, true is dark, without the quiet zone; null if the text is too long. */
export function qrCode(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= CORRECTION.length; version += 1) {
    const room = dataCodewords(version) * 8 - 4 - lengthBits(version);
    if (bytes.length * 8 <= room) return new Matrix(version, interleaved(version, dataOf(version, bytes))).best();
  }
  return null;
}

/** Draw a text's code onto a canvas; false if it is too long. */
export function drawCode(canvas: HTMLCanvasElement, text: string): boolean {
  const rows = qrCode(text);
  const pen = canvas.getContext("2d");
  if (rows === null || pen === null) return false;
  const size = rows.length + 2 * QUIET;
  canvas.width = canvas.height = size * QUIET;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  rows.forEach((row, y) =>
    row.forEach((dark, x) => dark && pen.fillRect((x + QUIET) * QUIET, (y + QUIET) * QUIET, QUIET, QUIET)),
  );
  return true;
}

/** Where the alignment patterns stand, in both directions (Annex E). */
export function alignment(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const last = version * 4 + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, place) => last - step * (count - 2 - place))];
}

/** Codewords of error correction for a block of data: Reed-Solomon over GF(256), polynomial 0x11d. */
export function correction(data: readonly number[], count: number): number[] {
  const divisor = generator(count);
  const rest: number[] = Array.from({ length: count }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (rest.shift() as number);
    rest.push(0);
    divisor.forEach((coefficient, place) => (rest[place] = (rest[place] as number) ^ times(coefficient, factor)));
  }
  return rest;
}

/** The fifteen bits that tell level and mask (8.9), the highest first. */
export function formatBits(mask: number): number {
  const data = (LEVEL_M << 3) | mask;
  return ((data << 10) | remainder(data, 10, 0x537)) ^ 0x5412;
}

/** The eighteen bits that tell the version, from 7 on (8.10). */
export function versionBits(version: number): number {
  return (version << 12) | remainder(version, 12, 0x1f25);
}

function remainder(data: number, bits: number, polynomial: number): number {
  let rest = data;
  for (let step = 0; step < bits; step += 1) rest = (rest << 1) ^ ((rest >> (bits - 1)) * polynomial);
  return rest;
}

function times(one: number, other: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    if ((other >> bit) & 1) product ^= one;
  }
  return product;
}

function generator(count: number): number[] {
  const made: number[] = [...Array.from({ length: count - 1 }, () => 0), 1];
  let root = 1;
  for (let step = 0; step < count; step += 1) {
    for (let place = 0; place < count; place += 1) {
      made[place] = times(made[place] as number, root) ^ (made[place + 1] ?? 0);
    }
    root = times(root, 2);
  }
  return made;
}

function rawCodewords(version: number): number {
  const size = version * 4 + 17;
  const marks = alignment(version).length;
  let modules = size * size - 3 * 64 - 2 * 15 - 1 - 2 * (size - 16);
  if (marks > 0) modules -= (marks * marks - 3) * 25 - 2 * (marks - 2) * 5;
  if (version >= 7) modules -= 36;
  return Math.floor(modules / 8);
}

function dataCodewords(version: number): number {
  return rawCodewords(version) - (CORRECTION[version - 1] as number) * (BLOCKS[version - 1] as number);
}

function lengthBits(version: number): number {
  return version < 10 ? 8 : 16;
}

/** Mode, length, text, end and filling (8.4). */
function dataOf(version: number, bytes: Uint8Array): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  const room = dataCodewords(version) * 8;
  put(0b0100, 4);
  put(bytes.length, lengthBits(version));
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let filling = 0xec; bits.length < room; filling ^= 0xec ^ 0x11) put(filling, 8);
  const words: number[] = [];
  for (let at = 0; at < bits.length; at += 8) words.push(parseInt(bits.slice(at, at + 8).join(""), 2));
  return words;
}

/** Cut the data into blocks, correct each and weave them together (8.6). */
function interleaved(version: number, data: readonly number[]): number[] {
  const count = BLOCKS[version - 1] as number;
  const short = Math.floor(data.length / count);
  const longer = data.length % count;
  const blocks: number[][] = [];
  for (let at = 0; blocks.length < count; ) {
    const length = short + (blocks.length >= count - longer ? 1 : 0);
    blocks.push(data.slice(at, at + length));
    at += length;
  }
  const corrections = blocks.map((block) => correction(block, CORRECTION[version - 1] as number));
  return [...woven(blocks), ...woven(corrections)];
}

function woven(blocks: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, place) => blocks.flatMap((block) => block.slice(place, place + 1))).flat();
}

class Matrix {
  readonly #version: number;
  readonly #size: number;
  readonly #dark: boolean[][];
  /** modules that are no data */
  readonly #fixed: boolean[][];

  constructor(version: number, codewords: readonly number[]) {
    this.#version = version;
    this.#size = version * 4 + 17;
    const empty = (): boolean[][] => Array.from({ length: this.#size }, () => Array.from({ length: this.#size }, () => false));
    this.#dark = empty();
    this.#fixed = empty();
    this.#patterns();
    this.#format(0);
    this.#place(codewords);
  }

  /** The code under the mask that is easiest to read (8.8.2). */
  best(): boolean[][] {
    const codes = MASKS.map((mask, number) => {
      this.#format(number);
      return this.#dark.map((row, y) => row.map((dark, x) => dark !== (!this.#at(this.#fixed, x, y) && mask(x, y))));
    });
    const scores = codes.map(penalty);
    return codes[scores.indexOf(Math.min(...scores))] as boolean[][];
  }

  #at(rows: readonly (readonly boolean[])[], x: number, y: number): boolean {
    return rows[y]?.[x] ?? false;
  }

  #set(x: number, y: number, dark: boolean): void {
    if (x < 0 || y < 0 || x >= this.#size || y >= this.#size) return;
    (this.#dark[y] as boolean[])[x] = dark;
    (this.#fixed[y] as boolean[])[x] = true;
  }

  #patterns(): void {
    for (let at = 0; at < this.#size; at += 1) {
      this.#set(6, at, at % 2 === 0);
      this.#set(at, 6, at % 2 === 0);
    }
    const far = this.#size - 4;
    for (const [x, y] of [[3, 3], [far, 3], [3, far]] as const) this.#rings(x, y, 4, [1, 1, 0, 1, 0]);
    const places = alignment(this.#version);
    const last = places.length - 1;
    places.forEach((y, row) =>
      places.forEach((x, column) => {
        const corner = (row === 0 && (column === 0 || column === last)) || (row === last && column === 0);
        if (!corner) this.#rings(x, y, 2, [1, 0, 1]);
      }),
    );
    if (this.#version >= 7) this.#versionInformation();
  }

  /** A pattern of rings about a point; `dark` from the middle outwards. */
  #rings(x: number, y: number, radius: number, dark: readonly number[]): void {
    for (let dy = -radius; dy <= radius; dy += 1) {
      for (let dx = -radius; dx <= radius; dx += 1) {
        this.#set(x + dx, y + dy, dark[Math.max(Math.abs(dx), Math.abs(dy))] === 1);
      }
    }
  }

  #versionInformation(): void {
    const bits = versionBits(this.#version);
    for (let bit = 0; bit < 18; bit += 1) {
      const [near, far] = [Math.floor(bit / 3), this.#size - 11 + (bit % 3)];
      this.#set(far, near, ((bits >> bit) & 1) === 1);
      this.#set(near, far, ((bits >> bit) & 1) === 1);
    }
  }

  #format(mask: number): void {
    const bits = formatBits(mask);
    const bit = (place: number): boolean => ((bits >> place) & 1) === 1;
    for (let place = 0; place < 15; place += 1) {
      const first = place < 6 ? place : place < 8 ? place + 1 : -1;
      if (first >= 0) this.#set(8, first, bit(place));
      else this.#set(place === 8 ? 7 : 14 - place, 8, bit(place));
      if (place < 8) this.#set(this.#size - 1 - place, 8, bit(place));
      else this.#set(8, this.#size - 15 + place, bit(place));
    }
    this.#set(8, this.#size - 8, true);
  }

  /** Up and down in columns of two, from the right (8.7.3). */
  #place(codewords: readonly number[]): void {
    let at = 0;
    for (let right = this.#size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      const upwards = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.#size; step += 1) {
        const y = upwards ? this.#size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.#at(this.#fixed, x, y)) continue;
          (this.#dark[y] as boolean[])[x] = (((codewords[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
          at += 1;
        }
      }
    }
  }
}

/** How hard a code is to read (table 11). */
function penalty(code: readonly (readonly boolean[])[]): number {
  const columns = code.map((_, x) => code.map((row) => row[x] as boolean));
  const lines = [...code, ...columns].map((line) => line.map((dark) => (dark ? "1" : "0")).join(""));
  let score = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) score += PENALTIES.run + run.length - 5;
    score += PENALTIES.finder * ((line.match(/(?=10111010000)|(?=00001011101)/g) ?? []).length);
  }
  for (let y = 1; y < code.length; y += 1) {
    for (let x = 1; x < code.length; x += 1) {
      const four = [code[y]?.[x], code[y]?.[x - 1], code[y - 1]?.[x], code[y - 1]?.[x - 1]];
      if (four.every((dark) => dark === four[0])) score += PENALTIES.block;
    }
  }
  const dark = code.flat().filter(Boolean).length / code.length ** 2;
  return score + PENALTIES.share * Math.floor(Math.abs(dark - 0.5) * 20);
}
