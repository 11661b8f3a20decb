/* An entry: a C2SP signed note whose text is two lines, as docs/spec says. Made and signed here, the key never
   leaves the browser; no node has to be asked. */

import { MalformedError, checkText, encodeCanonical } from "./canonical.js";

export const CONTEXT = "trilateral/entry@v1\n";
export const MAX_ENTRY = 65535;

const ED25519 = 0x01;
const HEADER_DEFAULTS = { capacity: "own", forum: "plenary" };

const bytesOf = (text) => new TextEncoder().encode(text);

export function base64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** An instant as entries spell it: UTC, whole seconds. */
export function instant(at) {
  return new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

/** The text that is signed. Members of the header that have their default are left out, as everywhere. */
export function encodeText(header, kind, body) {
  const members = {};
  for (const [name, value] of Object.entries(header)) {
    if (value !== null && value !== undefined && HEADER_DEFAULTS[name] !== value) {
      members[name] = value;
    }
  }
  const all = { ...members, kind, body };
  checkText(all);
  return `${CONTEXT}${encodeCanonical(all)}\n`;
}

/** What entries call an entry: SHA-256 of its text. */
export async function entryId(text) {
  return hex(await sha256(bytesOf(text)));
}

/** The first four bytes of SHA-256(name || 0x0A || type || public key). */
export async function keyId(name, publicKey) {
  return (await sha256(new Uint8Array([...bytesOf(name), 0x0a, ED25519, ...publicKey]))).slice(0, 4);
}

/** A public key as one line of text. */
export async function vkeyOf(name, publicKey) {
  return `${name}+${hex(await keyId(name, publicKey))}+${base64([ED25519, ...publicKey])}`;
}

/** The entry: `text` as a note signed by one key. `key` is its name, public part and private CryptoKey. */
export async function signText(text, key) {
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key.private, bytesOf(text)));
  const line = base64([...(await keyId(key.name, key.public)), ...signature]);
  const note = `${text}\n— ${key.name} ${line}\n`;
  if (bytesOf(note).length > MAX_ENTRY) {
    throw new MalformedError(`an entry has at most ${MAX_ENTRY} bytes`, "entry.too_long");
  }
  return note;
}

/** A key that cannot be taken out of this browser; null where the browser makes none. */
export async function makeKey() {
  if (!globalThis.crypto?.subtle) {
    return null; // neither HTTPS nor this machine
  }
  try {
    const made = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey));
    return { private: made.privateKey, public: raw };
  } catch {
    return null;
  }
}
