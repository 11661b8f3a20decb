/* What a device keeps, and how it is sent: used by the page and by the service worker.

   Stores: `device` (its key and what headers need), `reports` (each as signed, with what became of it), `drafts`.
   A report counts as written when its transaction is on disk, not before. Sending again is harmless: the node knows
   the same bytes. Whatever the answer, a report stays until its author removes it. */

const STORES = ["device", "reports", "drafts"];
const VERSION = 1;

/** The disk did not take it. */
export class NotKept extends Error {}

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function openStore(name) {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => {
    for (const store of STORES) {
      if (!request.result.objectStoreNames.contains(store)) {
        request.result.createObjectStore(store, { keyPath: "id" });
      }
    }
  };
  const db = await asked(request);
  db.onversionchange = () => db.close(); // "forget this phone" elsewhere must not wait for us
  return db;
}

export const get = (db, store, id) => asked(db.transaction(store).objectStore(store).get(id));
export const all = (db, store) => asked(db.transaction(store).objectStore(store).getAll());

/** Keep something: on disk when this returns. Throws `NotKept` where the disk is full or broken. */
export async function put(db, store, value) {
  await durably(db, store, (held) => held.put(value));
}

export async function remove(db, store, id) {
  await durably(db, store, (held) => held.delete(id));
}

async function durably(db, store, act) {
  try {
    const transaction = db.transaction(store, "readwrite", { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      transaction.onerror = () => reject(transaction.error);
    });
    act(transaction.objectStore(store));
    await done;
  } catch (error) {
    throw new NotKept(String(error?.name ?? error), { cause: error });
  }
}

/** Change a report as it stands on disk, if it is still there: in one transaction, so that no other change in between is undone. */
export async function change(db, id, members) {
  await durably(db, "reports", (held) => {
    const found = held.get(id);
    found.onsuccess = () => found.result && held.put({ ...found.result, ...members });
  });
}

// --- sending

/** Whether a report is still to be sent: nobody at the node has answered for it. */
export const isUnsent = (report) => report.state === "written";

/** Codes with which the node says that it cannot now, not that it will not. */
const LATER = /^(?:guard|keys|store|node)\.|^server\.(?:unavailable|failed)$/u;

/** Send whatever is to be sent, and ask what became of what was. Returns whether the node answered. */
export async function deliver(db, setup) {
  const work = async () => {
    let reached = true;
    for (const report of await all(db, "reports")) {
      if (isUnsent(report) || (report.ref && report.holders.length < report.parties) || report.state === "second") {
        reached = (await sendOne(db, setup, report)) && reached;
      }
    }
    return reached;
  };
  // The page and the worker may both wake: one of them at a time. Without locks it would only be asked twice.
  return navigator.locks ? navigator.locks.request(`${setup.store} sending`, work) : work();
}

async function sendOne(db, setup, report) {
  let answer;
  try {
    const response = await fetch(`${setup.api}/entries`, {
      method: "POST",
      credentials: "omit", // the signature says who speaks
      redirect: "error",
      cache: "no-store",
      headers: { "Content-Type": "application/json", "Accept-Language": setup.lang },
      body: JSON.stringify({ entry: report.note }),
    });
    answer = { status: response.status, json: await response.json() };
  } catch {
    return false; // no network, or somebody else's page on the way
  }
  const { status, json } = answer;
  if (status === 200 && json.id === report.id) {
    await change(db, report.id, {
      state: json.state === "second" ? "second" : "signed",
      ref: json.ref,
      holders: json.holders,
      parties: json.parties,
      why: null,
    });
    return true;
  }
  if (status < 500 && status !== 429 && typeof json.code === "string" && !LATER.test(json.code)) {
    await change(db, report.id, { state: "refused", why: { code: json.code, sentence: json.sentence, advice: json.what_to_do } });
    return true;
  }
  return false;
}
