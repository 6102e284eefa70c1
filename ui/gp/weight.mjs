// SPDX-License-Identifier: EUPL-1.2
// What the page weighs: each file as it lies there and as it goes over the wire, packed.
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const pack = promisify(gzip);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

// the licences' texts are fetched by nobody's browser
const isFetched = (name) => !name.endsWith(".txt");

export async function weigh(folder) {
  const names = (await readdir(folder)).filter(isFetched).sort();
  return Promise.all(
    names.map(async (name) => {
      const content = await readFile(`${folder}/${name}`);
      return { name, bytes: content.length, packed: (await pack(content, { level: 9 })).length };
    }),
  );
}

export async function printWeight(folder) {
  const files = await weigh(folder);
  const sum = (key) => files.reduce((total, file) => total + file[key], 0);
  for (const { name, bytes, packed } of [...files, { name: "all", bytes: sum("bytes"), packed: sum("packed") }]) {
    console.log(`${name.padEnd(12)}${kilobytes(bytes).padStart(10)}${kilobytes(packed).padStart(10)} packed`);
  }
}
