// SPDX-License-Identifier: EUPL-1.2
// Build the page with a puppet in the place of its session: node puppet.mjs PAGE OUT
import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const [page, out] = process.argv.slice(2);
const { build } = createRequire(`${page}/package.json`)("esbuild");
const puppet = fileURLToPath(new URL("puppet.ts", import.meta.url));

await mkdir(out, { recursive: true });
await build({
  entryPoints: [`${page}/src/app.ts`, `${page}/src/ticker.ts`],
  outdir: out,
  bundle: true,
  format: "esm",
  logLevel: "warning",
  plugins: [
    {
      name: "puppet",
      setup: (bundler) => bundler.onResolve({ filter: /\/session\.ts$/ }, () => ({ path: puppet })),
    },
  ],
});
for (const name of ["index.html", "style.css"]) await copyFile(`${page}/src/${name}`, `${out}/${name}`);
