/* Makes a key on this device and has it enrolled. The private part is made so that no script can read it. */

import { base64, makeKey } from "./entry.js";
import { get, openStore, put } from "./queue.js";

const form = document.getElementById("enrol-device");
const setup = JSON.parse(form.dataset.setup);
const said = document.getElementById("enrol-said");
const words = form.dataset;

async function enrol(event) {
  event.preventDefault();
  form.querySelector("button").disabled = true;
  try {
    said.textContent = await enrolled();
  } catch {
    said.textContent = words.notReached;
  }
  form.querySelector("button").disabled = false;
}

async function enrolled() {
  const db = await openStore(setup.store);
  const held = await get(db, "device", "device");
  const waits = held?.state === "pending" && held.office === setup.office;
  const key = waits ? { private: held.private, public: held.public } : await makeKey();
  if (key === null) {
    return window.isSecureContext ? words.noKeys : words.notSecure;
  }
  // Kept before anybody knows the key: if the answer is lost, asking again with the same key changes nothing.
  await put(db, "device", { id: "device", ...key, vkey: waits ? held.vkey : "", state: "pending", office: setup.office, office_name: "" });
  const response = await fetch(`${setup.api}/keys`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": setup.lang, "X-CSRF-Token": form.elements.csrf.value },
    body: JSON.stringify({ public: base64(key.public), called: form.elements.called.value }),
  });
  const answer = await response.json();
  const pending = answer.code === "device.root_elsewhere";
  if (!response.ok && !pending) {
    return [answer.sentence, answer.what_to_do].filter(Boolean).join(" ");
  }
  const around = await (await fetch(setup.api, { headers: { "Accept-Language": setup.lang } })).json();
  await put(db, "device", {
    id: "device", private: key.private, public: key.public, vkey: pending ? answer.params.key : answer.key,
    state: pending ? "pending" : "enrolled", office: around.office, office_name: around.office_name, mechanism: around.mechanism,
    log: around.log, seen: around.seen, capacity: around.capacity, grid: around.grid_microdegrees, delay: around.detail_delay_hours,
    needs_two: around.needs_two, clearing: around.clearing, away: 0,
  });
  db.close();
  if (pending) {
    return answer.sentence;
  }
  window.location.assign(setup.offline);
  return words.done;
}

form.addEventListener("submit", enrol);
form.hidden = false;
