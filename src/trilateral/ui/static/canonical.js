/* The one spelling of a value as JSON, as every node spells it: RFC 8785 without floats, integers within
   ±(2^53 - 1), keys in ASCII. What is signed here must be, to the byte, what a node would have made:
   tests/ui/test_browser_bytes.py holds the two against each other. */

export const MAX_DEPTH = 32;

/** Why a value has no such spelling, or must not be signed. */
export class MalformedError extends Error {
  constructor(message, code = "") {
    super(message);
    this.code = code;
  }
}

const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/u;

/** The one spelling of `value`, as text. */
export function encodeCanonical(value) {
  check(value, MAX_DEPTH);
  return spell(value);
}

function check(value, depth) {
  if (value === null || value === true || value === false) {
    return;
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) {
      throw new MalformedError("expected Unicode text, got half of a pair");
    }
  } else if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) {
      throw new MalformedError(`expected an integer within ±(2^53-1), got ${value}`);
    }
  } else if (typeof value !== "object") {
    throw new MalformedError(`expected a JSON value, got ${typeof value}`);
  } else if (depth === 0) {
    throw new MalformedError(`expected at most ${MAX_DEPTH} levels of nesting, got more`);
  } else if (Array.isArray(value)) {
    value.forEach((member) => check(member, depth - 1));
  } else {
    for (const [key, member] of Object.entries(value)) {
      if (!/^[\x00-\x7f]*$/u.test(key)) {
        throw new MalformedError(`expected keys in ASCII, got ${key}`);
      }
      check(member, depth - 1);
    }
  }
}

function spell(value) {
  if (value === null || typeof value !== "object") {
    return JSON.stringify(value); // RFC 8785, 3.2.2: strings and integers as ECMAScript writes them
  }
  if (Array.isArray(value)) {
    return `[${value.map(spell).join(",")}]`;
  }
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${spell(value[key])}`);
  return `{${members.join(",")}}`;
}

/** Refuse to sign words that show differently from how they read, or that have two spellings. */
export function checkText(value) {
  if (typeof value === "string") {
    if (OVERRIDES.test(value)) {
      throw new MalformedError("bidirectional override", "text.bidi_override");
    }
    if (value.normalize("NFC") !== value) {
      throw new MalformedError("not NFC", "text.not_nfc");
    }
  } else if (value !== null && typeof value === "object") {
    Object.values(value).forEach(checkText);
  }
}
