// SPDX-License-Identifier: EUPL-1.2
/** A link as a QR code (ISO/IEC 18004), to be scanned from the GP's screen by whoever she invites. */
import encodeQR from "qr";

/** Modules of quiet zone about a code (ISO/IEC 18004, 9.1), and pixels of a module. */
const QUIET = 4;
const MODULE_PX = 4;

/** Rows of modules, true is dark, with the quiet zone; null if the text is too long for any code. */
export function qrCode(text: string): boolean[][] | null {
  try {
    return encodeQR(text, "raw", { ecc: "medium", encoding: "byte", border: QUIET });
  } catch {
    return null;
  }
}

/** Draw a text's code onto a canvas; false if it is too long. */
export function drawCode(canvas: HTMLCanvasElement, text: string): boolean {
  const rows = qrCode(text);
  const pen = canvas.getContext("2d");
  if (rows === null || pen === null) return false;
  canvas.width = canvas.height = rows.length * MODULE_PX;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  rows.forEach((row, y) =>
    row.forEach((dark, x) => dark && pen.fillRect(x * MODULE_PX, y * MODULE_PX, MODULE_PX, MODULE_PX)),
  );
  return true;
}
