// SPDX-License-Identifier: EUPL-1.2
/** One tab at a time: two tabs of one browser share the key, and both would answer the station. The newest one wins. */

/** Claim a link (see `nameOf`) for this tab; `taken` is called when a newer tab claims it. Returns how to let it go. */
export function claimTab(link: string, taken: () => void): () => void {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const name = `halsorum ${link}`;
  // a browser without locks lets both tabs try; the station answers one of them
  navigator.locks?.request(name, { steal: true }, () => held).catch(() => taken());
  return release;
}
