// SPDX-License-Identifier: EUPL-1.2
/** What the GP can do with the patient's cameras, light and voice, as the station tells it. */

import { type Fields, number, text } from "./field.ts";
import { bounded, type Look, WHOLE } from "./look.ts";

export enum CameraName {
  Room = "room",
  Examination = "examination",
}

/** What there is now, and how it stands. */
export interface Tools {
  readonly type: "tools";
  readonly zoom: boolean;
  readonly still: boolean;
  readonly examination: boolean;
  readonly torch: boolean;
  readonly stethoscope: boolean;
  readonly camera: CameraName;
  readonly look: Look;
  readonly torchOn: boolean;
  readonly stethoscopeOn: boolean;
  /** the examination camera gives no picture; the room's is shown instead */
  readonly fallenBack: boolean;
}

/** Before the station has told, and when there is none: no button. */
export const NO_TOOLS: Tools = {
  type: "tools",
  zoom: false,
  still: false,
  examination: false,
  torch: false,
  stethoscope: false,
  camera: CameraName.Room,
  look: WHOLE,
  torchOn: false,
  stethoscopeOn: false,
  fallenBack: false,
};

export function readTools(fields: Fields): Tools {
  const has = (name: string): boolean => fields[name] === true;
  const share = (name: string): number => number(fields, name) ?? Number.NaN;
  return {
    type: "tools",
    zoom: has("zoom"),
    still: has("still"),
    examination: has("examination"),
    torch: has("torch"),
    stethoscope: has("stethoscope"),
    camera: text(fields, "camera") === CameraName.Examination ? CameraName.Examination : CameraName.Room,
    look: bounded({ x: share("x"), y: share("y"), scale: share("scale") }),
    torchOn: has("torch_on"),
    stethoscopeOn: has("stethoscope_on"),
    fallenBack: has("fallen_back"),
  };
}

/** What became of a picture that was asked for. */
export interface StillNews {
  readonly type: "still";
  readonly id: string;
  readonly state: string;
  readonly reason: string;
}

export function readStillNews(fields: Fields): StillNews {
  return { type: "still", id: text(fields, "id"), state: text(fields, "state"), reason: text(fields, "reason") };
}
