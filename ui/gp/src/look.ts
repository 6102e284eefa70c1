// SPDX-License-Identifier: EUPL-1.2
/** Which part of a picture is looked at: its middle, as shares of the whole, and how much larger it is shown. */

export interface Look {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** A place in what is shown now, as shares of it. */
export interface Spot {
  readonly u: number;
  readonly v: number;
}

export const WHOLE: Look = { x: 0.5, y: 0.5, scale: 1 };
export const MAX_SCALE = 8;
/** How close one tap brings. */
export const TAP_SCALE = 2.5;
/** Less than this is the whole picture. */
const CLOSE = 1.02;

export function isClose(look: Look): boolean {
  return look.scale > CLOSE;
}

/** The nearest look that stays inside the picture; what is not a number looks at the whole. */
export function bounded(look: Look): Look {
  if (![look.x, look.y, look.scale].every(Number.isFinite)) return WHOLE;
  const scale = clamp(look.scale, 1, MAX_SCALE);
  if (scale <= CLOSE) return WHOLE;
  const half = 0.5 / scale;
  return { x: clamp(look.x, half, 1 - half), y: clamp(look.y, half, 1 - half), scale };
}

/** The place in the whole picture that is under a spot of what is shown. */
export function under(look: Look, spot: Spot): { x: number; y: number } {
  return { x: look.x + (spot.u - 0.5) / look.scale, y: look.y + (spot.v - 0.5) / look.scale };
}

/** So many times closer, with what is under the spot staying there. */
export function scaled(look: Look, spot: Spot, times: number): Look {
  const place = under(look, spot);
  const scale = clamp(look.scale * times, 1, MAX_SCALE);
  return bounded({ x: place.x - (spot.u - 0.5) / scale, y: place.y - (spot.v - 0.5) / scale, scale });
}

/** Moved by shares of what is shown. */
export function moved(look: Look, du: number, dv: number): Look {
  return bounded({ x: look.x + du / look.scale, y: look.y + dv / look.scale, scale: look.scale });
}

/** A tap: closer to what is under it, or, when close already, to have it in the middle. */
export function tapped(look: Look, spot: Spot): Look {
  return bounded({ ...under(look, spot), scale: isClose(look) ? look.scale : TAP_SCALE });
}

/** Where the picture lies in a box that shows all of it, with bars at two sides. */
export function contained(width: number, height: number, pictureWidth: number, pictureHeight: number): DOMRectLike {
  const share = Math.min(width / pictureWidth, height / pictureHeight);
  const shown = { width: pictureWidth * share, height: pictureHeight * share };
  return { left: (width - shown.width) / 2, top: (height - shown.height) / 2, ...shown };
}

export interface DOMRectLike {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
