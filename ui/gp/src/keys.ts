// SPDX-License-Identifier: EUPL-1.2
/**
 * The browser's signing key of each visit. It lives in IndexedDB and cannot be exported, so that a closed tab can come
 * back by the same link while nobody can copy the key away. Nothing but the key and the visit's random id is stored.
 */

const NAME = "halsorum";
const STORE = "keys";
/** A key of a visit that was never ended is dropped after this long. */
const KEPT_MS = 3 * 24 * 3600 * 1000;

interface Kept {
  readonly pair: CryptoKeyPair;
  readonly madeMs: number;
}

/** Fetch the key of a link (see `nameOf`) or make one. A browser that refuses storage gets a key that lives as long as the tab. */
export async function visitKey(link: string): Promise<CryptoKeyPair> {
  const db = await open();
  if (db === null) return generate();
  try {
    const kept = await done<Kept | undefined>(store(db, "readonly").get(link));
    if (kept !== undefined) return kept.pair;
    const pair = await generate();
    await prune(db);
    await done(store(db, "readwrite").put({ pair, madeMs: Date.now() } satisfies Kept, link));
    return pair;
  } catch {
    return generate(); // storage that opens but cannot hold keys (some private windows)
  } finally {
    db.close();
  }
}

export async function forgetKey(link: string): Promise<void> {
  const db = await open();
  if (db === null) return;
  try {
    await done(store(db, "readwrite").delete(link));
  } catch {
    // a store that cannot delete could not keep the key either
  } finally {
    db.close();
  }
}

async function prune(db: IDBDatabase): Promise<void> {
  const keys = await done(store(db, "readonly").getAllKeys());
  for (const key of keys) {
    const kept = await done<Kept | undefined>(store(db, "readonly").get(key));
    if (kept !== undefined && Date.now() - kept.madeMs > KEPT_MS) await done(store(db, "readwrite").delete(key));
  }
}

function generate(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
}

function store(db: IDBDatabase, mode: IDBTransactionMode): IDBObjectStore {
  return db.transaction(STORE, mode).objectStore(STORE);
}

async function open(): Promise<IDBDatabase | null> {
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    return await done(request);
  } catch {
    return null; // storage is switched off in this browser
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException("storage failed"));
  });
}
