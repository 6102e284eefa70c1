// SPDX-License-Identifier: EUPL-1.2
// Build the page into static files: dist/index.html, app.js, ticker.js, style.css.
import { build } from "esbuild";
import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { printWeight } from "./weight.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
// another folder may be named, so that tests build beside and not into what is served
const out = process.argv[2] ?? `${here}dist`;

await mkdir(out, { recursive: true });
await build({
  entryPoints: [`${here}src/app.ts`, `${here}src/ticker.ts`],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  // the oldest browsers the page promises: Chromium 110 and Firefox ESR 115
  target: ["chrome110", "firefox115"],
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "external",
  charset: "utf8",
  logLevel: "warning",
});
for (const name of ["index.html", "style.css"]) await copyFile(`${here}src/${name}`, `${out}/${name}`);
await printWeight(out);
