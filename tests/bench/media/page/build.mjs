// SPDX-License-Identifier: EUPL-1.2
// Build the bench's two pages into the folder that is named: gp.js and station.js. With the tools of ui/gp.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const { build } = createRequire(new URL("../../../../ui/gp/package.json", import.meta.url))("esbuild");

await build({
  entryPoints: [`${here}gp.ts`, `${here}station.ts`],
  outdir: process.argv[2],
  bundle: true,
  format: "esm",
  platform: "browser",
  target: ["chrome110"],
  charset: "utf8",
  logLevel: "warning",
});
