// What the browser does for passkeys on the pages for signing in. All words come from the page, in data attributes.
//
// Each place has data-passkey: enter, make, open or lock. Where one is made and its box is ticked, it locks the office's key next. Its button stays hidden where there is no script or the browser
// has no passkeys: then the page offers its other ways in. Nothing is kept here; what a passkey computes goes to the node once.

const able =
  typeof PublicKeyCredential === "function" &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function" &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

const ADDRESSES = {
  enter: ["/api/sign-in/passkey/options", "/api/sign-in/passkey"],
  make: ["/api/account/passkeys/options", "/api/account/passkeys"],
  open: ["/api/account/key/options", "/api/account/key/open"],
  lock: ["/api/account/key/options", "/api/account/key/lock"],
};

/** What the node said against it, in the reader's language. */
class Refused extends Error {}

function bytesOf(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (each) => each.charCodeAt(0));
}

function textOf(buffer) {
  const bytes = buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function send(place, address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Accept-Language": place.dataset.lang,
      "X-CSRF-Token": place.dataset.csrf ?? "",
    },
    body: JSON.stringify(body),
    credentials: "same-origin",
  });
  const said = await answer.json();
  if (!answer.ok) throw new Refused([said.sentence, said.what_to_do].filter(Boolean).join(" "));
  return said;
}

/** Ask the browser; returns what the node is to be sent. */
async function answered(act, begun, label) {
  const eval_ = { prf: { eval: { first: bytesOf(begun.prf) } } };
  if (act === "make") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun.options);
    publicKey.extensions = { ...publicKey.extensions, ...eval_ };
    const made = await navigator.credentials.create({ publicKey });
    const prf = made.getClientExtensionResults().prf;
    return { ceremony: begun.ceremony, credential: plain(made), label, can_prf: Boolean(prf?.enabled) };
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.options);
  publicKey.extensions = { ...publicKey.extensions, ...eval_ };
  const found = await navigator.credentials.get({ publicKey });
  const secret = found.getClientExtensionResults().prf?.results?.first;
  return { ceremony: begun.ceremony, credential: plain(found), prf: secret ? textOf(secret) : null };
}

/** A credential as JSON, without what it computed: that is sent once, under its own name. */
function plain(credential) {
  return { ...credential.toJSON(), clientExtensionResults: {} };
}

/** Whether what is made is to open the key too: its box is ticked, or the key is locked and open already. */
function wantsLock(place) {
  return place.querySelector("input[type=checkbox]")?.checked ?? "opensToo" in place.dataset;
}

/** Lock the key with the passkey that was just made; returns what the page is to say of that. The passkey stays, whatever comes of it. */
async function locked(place, made) {
  if (!made.can_lock) return "?made=bare";
  const [begin, finish] = ADDRESSES.lock;
  try {
    const found = await answered("lock", await send(place, begin, { passkey: made.id }), "");
    if (!found.prf) return "?made=bare";
    await send(place, finish, found);
    return "";
  } catch {
    return "?made=unlocked";
  }
}

async function run(place, button, told) {
  const [begin, finish] = ADDRESSES[place.dataset.passkey];
  const act = place.dataset.passkey;
  told.hidden = true;
  button.disabled = true;
  try {
    const begun = await send(place, begin, {});
    const label = place.querySelector("input[type=text]")?.value ?? "";
    const found = await answered(act, begun, label);
    if (!found.prf && (act === "open" || act === "lock")) throw new Refused(place.dataset.noSecret);
    const done = await send(place, finish, found);
    const made = act === "make" && wantsLock(place) ? await locked(place, done) : "";
    location.assign(act === "enter" ? place.dataset.back || done.home : location.pathname + made);
  } catch (error) {
    told.textContent =
      error instanceof Refused ? error.message : error instanceof DOMException ? place.dataset.stopped : place.dataset.failed;
    told.hidden = false;
    told.tabIndex = -1;
    told.focus();
  } finally {
    button.disabled = false;
  }
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  const button = place.querySelector("button");
  const told = place.querySelector("[role=alert]");
  if (able) {
    button.hidden = false;
    button.addEventListener("click", () => run(place, button, told));
  } else {
    told.textContent = place.dataset.unable;
    told.hidden = false;
  }
}
