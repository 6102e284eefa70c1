// SPDX-License-Identifier: EUPL-1.2
/** When this computer's network changes, as far as the browser tells. */

/** Chromium on phones tells the kind of network; no browser tells more. */
interface Informer extends EventTarget {
  readonly type?: string;
}

/** Call back when the network is back, or is of another kind than before. */
export function onNetworkChange(changed: () => void): void {
  addEventListener("online", changed);
  const informer = (navigator as Navigator & { readonly connection?: Informer }).connection;
  let kind = informer?.type;
  informer?.addEventListener("change", () => {
    // also told whenever the browser's guess of the speed changes
    if (informer.type === kind) return;
    kind = informer.type;
    if (kind !== "none") changed();
  });
}
