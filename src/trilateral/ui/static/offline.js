/* The page on which a report is written, signed and kept without a network. Every word shown stands in the page. */

import { putInto, showFiles, withMore } from "./attached.js";
import { base64, encodeText, entryId, instant, signText } from "./entry.js";
import { all, change, deliver, get, isUnsent, NotKept, openStore, put, remove } from "./queue.js";
import { inTwoParts, objectionsTo, readReport } from "./report.js";

const setup = JSON.parse(document.querySelector("main").dataset.setup);
const around = { zones: setup.zones, parties: setup.parties, lang: setup.lang, languages: setup.languages, days: setup.days };
const LOCALE = { ar: "ar-u-nu-arab", fa: "fa-IR", en: "en-GB" }[setup.lang];
const ASK_AGAIN_MS = 5000;

const byId = (id) => document.getElementById(id);
const form = byId("entry");
const numbers = new Intl.NumberFormat(LOCALE);
const clock = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });

const words = new Map(
  Array.from(byId("words").content.querySelectorAll("[data-word]"), (each) => [each.dataset.word, each.textContent.trim()]),
);

/** A sentence of the page with its places filled in. */
function say(word, params = {}) {
  return (words.get(word) ?? word).replace(/\{([a-z_]+)\}/gu, (_, name) => {
    const value = params[name] ?? "…";
    return typeof value === "number" ? numbers.format(value) : String(value);
  });
}

let db;
let device; // this phone's key and what headers need; undefined until it is enrolled
let session; // what the node says to whoever is signed in; null where nobody is, or there is no network
let reached; // whether the node answered when it was last asked; browsers call a network one that leads nowhere too
let chosen = []; // files that go with what stands in the form
let signing = false; // a second press meanwhile would sign the same words as another entry
const sealing = new Set(); // reports whose rest is on its way; rows are made anew meanwhile, so that no button remembers it

// --- what the node says

async function ask() {
  try {
    const response = await fetch(setup.api, { headers: { "Accept-Language": setup.lang }, cache: "no-store", redirect: "error" });
    reached = true;
    session = response.ok ? await response.json() : null;
  } catch {
    reached = false;
    session = null;
  }
  if (session && device && session.office === device.office && session.log === device.log) {
    const { seen, grid_microdegrees, detail_delay_hours, needs_two, clearing, capacity, office_name, claims_at } = session;
    const away = Math.round((Date.now() - Date.parse(session.now)) / 60000);
    const state = session.keys.includes(device.vkey) ? "enrolled" : device.state === "pending" ? "pending" : "ended";
    device = { ...device, seen, capacity, grid: grid_microdegrees, delay: detail_delay_hours, needs_two, clearing, office_name, claims_at, away, state };
    await put(db, "device", device);
  }
}

function showStanding() {
  byId("network").textContent = say(navigator.onLine && reached !== false ? "online" : "offline");
  const lines = [];
  if (!device) {
    lines.push(say("not_enrolled"));
  } else {
    lines.push(say(device.state, { office: device.office_name, key: device.vkey.split("+")[0] }));
    if (Math.abs(device.away ?? 0) >= 2) {
      lines.push(say("clock", { minutes: Math.abs(device.away) }));
    }
    if (device.clearing?.length) {
      lines.push(say("clearing", { offices: device.clearing.join(", ") }));
    }
    if (device.needs_two) {
      lines.push(say("needs_two"));
    }
  }
  byId("standing").replaceChildren(...lines.map(paragraph));
  byId("enrol").hidden = device?.state === "enrolled";
  byId("sign").disabled = signing || !device?.vkey;
  byId("out-keeping").hidden = !session;
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

// --- the form

function posted() {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") {
      (found[name] ??= []).push(value);
    }
  }
  return found;
}

function fill(values) {
  form.reset();
  for (const control of form.elements) {
    const given = values[control.name];
    if (!given || control.type === "file") {
      continue;
    }
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = given.includes(control.value);
    } else {
      control.value = given[0];
    }
    if (control.value) {
      for (let fold = control.closest("details"); fold; fold = fold.parentElement.closest("details")) {
        fold.open = fold.open || !control.name.endsWith(".lang") && !control.name.endsWith(".zone");
      }
    }
  }
}

const fileWords = { row: byId("file"), size: (bytes) => say("size_kb", { count: Math.ceil(bytes / 1024) }) };

/** Let these files, and no others, go with what stands in the form. */
function attach(files) {
  chosen = files;
  putInto(byId("files"), files);
  showFiles(byId("files-chosen"), files, fileWords, (file) => {
    attach(chosen.filter((each) => each !== file));
    keepFiles();
    byId("files").focus();
  });
}

/** Whether anything stands in the form that its author gave. */
function isBegun() {
  return chosen.length > 0 || Object.keys(posted()).some((name) => !name.endsWith(".lang") && !name.endsWith(".zone"));
}

/** What was typed, as a report; null where something stands against it, which the page then shows. */
function read() {
  const values = posted();
  const files = chosen;
  const { members, errors } = readReport(setup.fields, values, around);
  // What a browser's own field has in part only, it posts as nothing.
  const halves = Array.from(form.elements).filter((each) => each.name && each.validity.badInput);
  errors.push(...halves.map((each) => ({ path: each.name, code: each.type === "date" ? "half_a_day" : "half_a_time", params: {} })));
  const wrong = errors.length ? errors : objectionsTo(members, setup);
  if (files.length && !members.text) {
    wrong.push({ path: "text", code: "words_for_files", params: {} });
  }
  if (files.reduce((sum, file) => sum + file.size, 0) > setup.mostFiles) {
    wrong.push({ path: "", code: "files_too_large", params: { most: Math.floor(setup.mostFiles / 1048576) } });
  }
  showErrors(wrong);
  return wrong.length ? null : { values, files, members, wordsStay: byId("words-stay").checked };
}

function showErrors(wrong) {
  byId("errors").hidden = !wrong.length;
  form.querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
  byId("errors-list").replaceChildren(
    ...wrong.map(({ path, code, params }) => {
      const line = document.createElement("li");
      line.dataset.code = code;
      const place = path && byId(`f-${path.replaceAll(".", "-")}`);
      if (place) {
        const link = document.createElement("a");
        link.href = `#${place.id}`;
        link.textContent = labelOf(place);
        place.setAttribute("aria-invalid", "true");
        for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) {
          fold.open = true;
        }
        line.append(link, ": ");
      }
      line.append(say(code, params));
      return line;
    }),
  );
  if (wrong.length) {
    byId("errors").focus();
  }
}

function labelOf(place) {
  const label = form.querySelector(`label[for="${place.id}"]`) ?? place.querySelector("legend, summary");
  return (label?.firstChild?.textContent ?? place.name ?? "").trim();
}

/** Text to be signed now, and what of the report stays here. */
function compose(asked) {
  const saidAt = instant(device.claims_at ? new Date(device.claims_at) : new Date());
  const { clear, sealed } = inTwoParts(asked.members, { grid: device.grid, delayHours: device.delay }, saidAt, asked.wordsStay);
  const rest = sealed ?? (asked.files.length ? { text: asked.members.text } : null);
  const header = {
    mechanism: device.mechanism, log: device.log, by: device.office, claimed_at: saidAt, seen: device.seen, capacity: device.capacity,
  };
  return { text: encodeText(header, setup.kind, clear), rest };
}

function check() {
  const asked = read();
  byId("preview").hidden = !asked || !device?.vkey;
  if (asked && device?.vkey) {
    const { text, rest } = compose(asked);
    byId("preview-text").textContent = text;
    byId("preview-rest").textContent = rest ? say("rest_stays", { fields: fieldsOf(rest) }) : "";
    byId("preview").scrollIntoView({ block: "nearest" });
  }
}

const fieldsOf = (members) => Object.keys(members).map((name) => say(`field.${name}`)).join(`${say("comma")} `);

async function sign() {
  if (signing) {
    return;
  }
  const asked = read();
  byId("trouble").hidden = true;
  if (!asked || !device?.vkey) {
    return;
  }
  signing = byId("sign").disabled = true;
  try {
    const { text, rest } = compose(asked);
    const [name] = device.vkey.split("+");
    const note = await signText(text, { name, public: device.public, private: device.private });
    const id = await entryId(text);
    await put(db, "reports", {
      id, note, written_at: instant(new Date()), state: "written", ref: "", holders: [], parties: 0, why: null,
      values: asked.values, type: asked.members.type, rest, files: asked.files, rest_ref: "",
    });
    clearTimeout(drafting); // or what is signed would be written once more, as a draft
    await remove(db, "drafts", "report");
    await remove(db, "drafts", "files");
    form.reset();
    attach([]);
  } catch (error) {
    const code = error instanceof NotKept ? "not_kept" : error.code || "not_signed";
    byId("trouble").textContent = say(code, { what: error.message, text: "" });
    byId("trouble").hidden = false;
    byId("trouble").focus();
    return;
  } finally {
    signing = false;
    byId("sign").disabled = !device?.vkey;
  }
  byId("preview").hidden = true;
  byId("draft-kept").textContent = "";
  await show();
  byId("kept").scrollIntoView();
  await send();
}

let drafting;
function keepDraft() {
  clearTimeout(drafting);
  drafting = setTimeout(() => keptAs(put(db, "drafts", { id: "report", values: posted() })), 300);
}

/** Say that the draft is kept here once what was asked of the disk is done, or that it is not. */
async function keptAs(written) {
  try {
    await written;
    byId("draft-kept").textContent = say("draft_kept", { time: clock.format(new Date()) });
  } catch {
    byId("draft-kept").textContent = say("not_kept", { what: "" });
  }
}

/** Keep chosen files with the draft: only when they change, since they are large. */
const keepFiles = () => keptAs(chosen.length ? put(db, "drafts", { id: "files", files: chosen }) : remove(db, "drafts", "files"));

// --- what is kept here

async function show() {
  const reports = (await all(db, "reports")).sort((one, other) => (one.written_at < other.written_at ? 1 : -1));
  byId("none").hidden = reports.length > 0;
  const ticked = new Set(Array.from(byId("reports").querySelectorAll("input[name=reader]:checked"), readerOf));
  byId("reports").replaceChildren(...reports.map(row));
  for (const each of byId("reports").querySelectorAll("input[name=reader]")) {
    each.checked = ticked.has(readerOf(each)); // who was chosen stays chosen, whatever came from the node meanwhile
  }
  byId("unsent").textContent = say("unsent", { count: reports.filter(isUnsent).length });
  byId("unsent").hidden = !reports.some(isUnsent);
  return reports;
}

/** Whether some of a report is nowhere else: what our node has not, or has refused, and what was not sealed yet. */
const isHereAlone = (report) => isUnsent(report) || report.state === "refused" || Boolean(report.rest && !report.rest_ref);

const readerOf = (box) => `${box.closest("[data-id]").dataset.id} ${box.value}`;

function row(report) {
  const made = byId("report").content.cloneNode(true).firstElementChild;
  const part = (name) => made.querySelector(`[data-part="${name}"]`);
  made.dataset.id = report.id;
  made.dataset.state = report.state;
  part("type").textContent = say(`type.${report.type}`);
  part("written").textContent = say("step_written", { time: clock.format(new Date(report.written_at)) });
  part("signed").textContent = say("step_signed", { id: report.id.slice(0, 12) });
  const steps = {
    written: "step_not_sent", second: "step_second", signed: "step_sent", refused: "step_refused",
  };
  part("sent").textContent = say(steps[report.state], { ref: report.ref });
  part("held").textContent = report.ref ? say("step_held", { count: report.holders.length, parties: report.parties }) : "";
  part("held").hidden = !report.ref;
  part("link").hidden = !report.ref;
  part("link").href = `${setup.home}entry/${report.ref}`;
  part("why").hidden = !report.why;
  part("why").textContent = report.why ? [report.why.sentence, report.why.advice].filter(Boolean).join(" ") : "";
  part("why").dataset.code = report.why?.code ?? "";
  part("again").hidden = report.state !== "refused";
  part("amend").hidden = report.state !== "refused" || !report.values;
  showFiles(part("files"), report.files, fileWords);
  showRest(part, report);
  return made;
}

function showRest(part, report) {
  const waits = report.rest && !report.rest_ref;
  part("rest").hidden = !report.rest && !report.rest_ref;
  if (report.rest || report.rest_ref) {
    part("rest-said").textContent = waits
      ? say("rest_here", { fields: fieldsOf(report.rest), files: report.files.length })
      : say("rest_signed", { ref: report.rest_ref });
    part("seal").hidden = !(waits && report.ref && session);
    part("seal").disabled = sealing.has(report.id);
    part("seal-later").hidden = !waits || Boolean(report.ref && session);
  }
}

async function act(event) {
  const button = event.target.closest("button[data-act]");
  const report = button && (await get(db, "reports", button.closest("[data-id]").dataset.id));
  if (!report) {
    return;
  }
  if (button.dataset.act === "again") {
    await change(db, report.id, { state: "written", why: null });
    await send();
  } else if (button.dataset.act === "amend") {
    if (isBegun() && button.dataset.sure !== "yes") {
      button.dataset.sure = "yes";
      button.textContent = say("amend_sure");
      return;
    }
    fill(report.values);
    attach(report.files);
    form.scrollIntoView();
    clearTimeout(drafting);
    await keptAs(put(db, "drafts", { id: "report", values: posted() }));
    await keepFiles();
  } else if (button.dataset.act === "remove") {
    if (button.dataset.sure !== "yes") {
      button.dataset.sure = "yes";
      button.textContent = say(isUnsent(report) ? "remove_unsent" : report.state === "refused" ? "remove_refused" : isHereAlone(report) ? "remove_rest" : "remove_sure");
      return;
    }
    await remove(db, "reports", report.id);
    await show();
  } else if (button.dataset.act === "seal") {
    await seal(report, button.closest("[data-id]"));
  }
}

/** Hand the rest of a report to the node, which seals it for the chosen parties and signs it. */
async function seal(report, place) {
  if (sealing.has(report.id) || report.rest_ref) {
    return;
  }
  const audience = Array.from(place.querySelectorAll("input[name=reader]:checked"), (each) => each.value);
  sealing.add(report.id);
  place.querySelector('[data-part="seal"]').disabled = true;
  let said = "";
  try {
    const files = await Promise.all(report.files.map(async (file) => base64(new Uint8Array(await file.arrayBuffer()))));
    const response = await fetch(`${setup.api}/details`, {
      method: "POST",
      redirect: "error",
      headers: { "Content-Type": "application/json", "Accept-Language": setup.lang, "X-CSRF-Token": session.csrf },
      body: JSON.stringify({ report: report.id, body: report.rest, audience, files }),
    });
    const answer = await response.json();
    if (response.ok) {
      // The node has it. Here it would lie open for whoever finds the phone; and what the log holds is not written anew.
      await change(db, report.id, { rest_ref: answer.ref || say("waiting"), rest: null, files: [], values: null });
    } else {
      said = [answer.sentence, answer.what_to_do].filter(Boolean).join(" ");
    }
  } catch {
    said = say("not_reached");
  }
  sealing.delete(report.id);
  await show();
  const now = byId("reports").querySelector(`[data-id="${report.id}"] [data-part="seal-said"]`);
  if (now) {
    now.textContent = said;
  }
}

// --- sending

async function send() {
  const registration = await navigator.serviceWorker?.getRegistration(setup.home);
  await registration?.sync?.register("reports").catch(() => undefined); // sends also when this page is closed
  await deliver(db, { store: setup.store, api: setup.api, lang: setup.lang });
  await show();
}

async function wake() {
  await ask();
  showStanding();
  await send();
}

// --- leaving

async function forget(event) {
  event.preventDefault();
  if (event.submitter?.value === "keep") {
    leave();
    return;
  }
  const unsent = (await all(db, "reports")).filter(isHereAlone);
  if (unsent.length && !byId("forget-sure").checked) {
    byId("forget-warning").textContent = say("forget_unsent", { count: unsent.length });
    byId("forget-box").hidden = false;
    byId("forget-sure").focus();
    return;
  }
  db.close();
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(setup.store);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(`${setup.store} `)).map((name) => caches.delete(name)));
  await (await navigator.serviceWorker?.getRegistration(setup.home))?.unregister();
  if (session && event.submitter?.value === "out") {
    leave();
    return;
  }
  document.querySelector("main").replaceChildren(paragraph(say("forgotten")));
}

function leave() {
  byId("out-csrf").value = session.csrf;
  byId("out").submit();
}

async function begin() {
  try {
    db = await openStore(setup.store);
    device = await get(db, "device", "device");
    await put(db, "device", { id: "lang", lang: setup.lang });
  } catch (error) {
    byId("network").textContent = say("not_kept", { what: String(error.message) });
    return;
  }
  if (navigator.serviceWorker) {
    navigator.serviceWorker.addEventListener("message", show);
    navigator.serviceWorker.register(setup.worker, { type: "module", scope: setup.home }).then(
      () => navigator.serviceWorker.ready.then(() => { byId("works-offline").textContent = say("works_offline"); }),
      () => { byId("works-offline").textContent = say("no_worker"); },
    );
  }
  navigator.storage?.persist?.(); // so that the browser does not clear it when space is short
  const draft = await get(db, "drafts", "report");
  const withDraft = await get(db, "drafts", "files");
  if (draft) {
    fill(draft.values);
  }
  attach(withDraft?.files ?? []);
  if (draft || withDraft) {
    byId("draft-kept").textContent = say("draft_found");
  }
  byId("leave").open = window.location.hash === "#leave";
  showStanding();
  await show();
  document.body.dataset.ready = "yes";
  form.addEventListener("input", keepDraft);
  byId("files").addEventListener("change", () => {
    attach(withMore(chosen, byId("files").files));
    keepFiles();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); sign(); });
  byId("check").addEventListener("click", check);
  byId("reports").addEventListener("click", act);
  byId("forget").addEventListener("submit", forget);
  window.addEventListener("online", wake);
  window.addEventListener("offline", showStanding);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  await wake();
  setInterval(async () => {
    const open = (await all(db, "reports")).some((each) => isUnsent(each) || (each.ref && each.holders.length < each.parties));
    if ((open || reached === false) && document.visibilityState === "visible") {
      await wake();
    }
  }, ASK_AGAIN_MS);
}

begin();
