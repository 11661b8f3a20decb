/* Brings marked regions of an open page up to date when the record has grown.

   A region is an element with an id and `data-live`. When the node says that it holds more entries, the page is fetched
   again, as any reload would, and what differs in a region takes its place. Never replaced is a region in which somebody
   writes, has the focus, marks words or is about to press something: it waits until they leave it, while regions inside
   it, and beside it, go on. What was unfolded stays unfolded, and what is in view stays where it is. What changed is
   said once, by the region's name; a region with `data-unsaid` changes all the time, and nobody is told.

   A page nobody looks at listens to nothing, so that a browser with many pages open keeps no line for each. */

import { countFrom } from "./counting.js";
import { arrived } from "./parts.js";

const REGION = "[data-live][id]";
const PACE = 1000; // ms between two fetches, at least
const MOST = 60_000; // the same while the node does not answer
const BATCH = 40; // what comes at once is fetched at once
const RETRY = 700;
const note = document.getElementById("live-note");
const hovers = matchMedia("(hover: hover)");
const address = document.body.dataset.live;
const served = new Map([...document.querySelectorAll(REGION)].map((region) => [region.id, written(region)]));

let stream = null;
let known = Number(document.body.dataset.entries);
let asked = known;
let last = -PACE;
let pace = PACE;
let coming = null;
let newest = null;
let quiet = null;

// --- listening

function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource(address);
  stream.addEventListener("grown", (event) => {
    if (note.dataset.state === "lost") say("back");
    asked = Number(event.data);
    soon();
  });
  stream.addEventListener("error", () => {
    if (stream?.readyState !== EventSource.CLOSED) setTimeout(lost, 5000);
    else {
      leave();
      refresh(); // which says why: signed out, or nobody there
    }
  });
}

function leave() {
  stream?.close();
  stream = null;
}

function lost() {
  if (stream?.readyState === EventSource.CONNECTING) say("lost");
}

function soon() {
  if (asked <= known || coming) return;
  coming = setTimeout(refresh, Math.max(BATCH, last + pace - performance.now()));
}

// --- fetching

async function refresh() {
  last = performance.now();
  pace = Math.min(2 * pace, MOST);
  try {
    const answer = await fetch(location.href.split("#")[0], { cache: "no-store", headers: { Accept: "text/html" } });
    if (answer.status === 401) {
      leave();
      say("ended");
      return;
    }
    if (!answer.ok) return;
    take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    pace = PACE;
  } catch {
    say("lost");
  } finally {
    coming = null;
    if (stream) soon();
  }
}

function take(page) {
  known = Number(page.body.dataset.entries);
  newest = page;
  countFrom(page.body.dataset.now);
  replaceAll();
}

// --- replacing

function replaceAll() {
  clearTimeout(quiet);
  const held = standingAt();
  const changed = [];
  const waiting = [];
  for (const region of topmost(document)) put(region, changed, waiting);
  held();
  if (changed.length) say("changed", changed);
  else if (waiting.length) say("waits", waiting);
  if (waiting.length) quiet = setTimeout(replaceAll, RETRY);
}

/** Regions below `root` that lie in no other region below it. */
function topmost(root) {
  return [...root.querySelectorAll(REGION)].filter((each) => {
    const above = each.parentElement.closest(REGION);
    return !above || above === root || !root.contains(above);
  });
}

function put(region, changed, waiting) {
  const fresh = newest.getElementById(region.id);
  if (!fresh) return;
  const html = written(fresh);
  const before = served.get(region.id);
  if (before === html) return;
  const inside = topmost(region);
  const isOnlyInside = inside.length > 0 && skeleton(before ?? "") === skeleton(html);
  if (isOnlyInside || isInUse(region)) {
    for (const inner of inside) put(inner, changed, waiting);
    if (isOnlyInside) {
      if (inside.every((inner) => served.get(inner.id) === written(newest.getElementById(inner.id)))) served.set(region.id, html);
    } else waiting.push(isTold(fresh, before) ? nameOf(region) : "");
    return;
  }
  const copy = document.importNode(fresh, true);
  keepUnfolded(region, copy);
  region.replaceWith(copy);
  for (const each of [copy, ...copy.querySelectorAll(REGION)]) {
    if (each.id && each.matches(REGION)) served.set(each.id, written(newest.getElementById(each.id)));
  }
  arrived(copy);
  if (isTold(fresh, before)) {
    changed.push(nameOf(copy));
    copy.classList.add("just-changed");
    setTimeout(() => copy.classList.remove("just-changed"), 8000);
  }
}

/** A region as it stands on the page, but for the marks of its forms: those are others each time that anything was signed. */
function written(region) {
  return region?.outerHTML.replace(/(<input type="hidden" name="once" value=")[^"]*/g, "$1");
}

/** Whether somebody shall hear that a region has changed: not of clocks, nor of what changes all the time. */
function isTold(fresh, before) {
  return !("unsaid" in fresh.dataset) && gist(before ?? "") !== gist(fresh.outerHTML);
}

/** A region without what stands in the regions inside it: when that is the same, those alone have changed. */
function skeleton(html) {
  const made = new DOMParser().parseFromString(wrapped(html), "text/html").querySelector(REGION);
  for (const inner of made ? topmost(made) : []) inner.replaceWith(inner.id);
  return made?.outerHTML ?? "";
}

/** A row of a table is parsed as one only inside a table. */
function wrapped(html) {
  return html.startsWith("<tr") ? `<table><tbody>${html}</tbody></table>` : html;
}

/** Whether somebody is at work in it. */
function isInUse(region) {
  const focus = document.activeElement;
  if (focus && focus !== document.body && region.contains(focus)) return true;
  if (hovers.matches && region.querySelector(":is(a, button, summary, label, input, select, textarea):hover")) return true;
  const marked = getSelection();
  if (marked && !marked.isCollapsed && marked.containsNode(region, true)) return true;
  return [...region.querySelectorAll("input, textarea, select")].some(isFilledIn);
}

function isFilledIn(field) {
  if (field.type === "hidden" || field.disabled) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) {
    const first = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
    return field.value !== first?.value;
  }
  return field.value !== field.defaultValue;
}

function keepUnfolded(region, copy) {
  const there = new Map([...copy.querySelectorAll("details")].map((each) => [keyOf(each), each]));
  for (const each of region.querySelectorAll("details")) {
    const same = there.get(keyOf(each));
    if (same) same.open = each.open;
  }
}

function keyOf(details) {
  return details.id || `${details.closest("[id]")?.id} ${details.querySelector("summary")?.textContent.trim()}`;
}

/** What a region says, apart from clocks that go on by themselves. */
function gist(html) {
  const made = new DOMParser().parseFromString(wrapped(html), "text/html");
  for (const clock of made.querySelectorAll("[data-count], [data-quiet]")) clock.remove();
  return made.body.textContent.replace(/\s+/g, " ").trim();
}

/** Return what puts the first thing in view back to where it stands now. */
function standingAt() {
  const seen = [...document.querySelectorAll("main [id]")].find((each) => each.getBoundingClientRect().top >= 0);
  if (!seen || scrollY === 0) return () => {};
  const { id } = seen;
  const { top } = seen.getBoundingClientRect();
  return () => {
    const now = document.getElementById(id);
    if (now) scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
  };
}

// --- saying

function nameOf(region) {
  return region.dataset.live || region.querySelector("h1, h2, h3")?.textContent.trim() || document.title;
}

function say(state, places = []) {
  const named = [...new Set(places.filter(Boolean))];
  if ((state === "changed" || state === "waits") && !named.length) return;
  const text = note.dataset[state].replace("{}", named.join(" · "));
  if (note.textContent === text && note.dataset.state === state) return;
  note.dataset.state = state;
  note.textContent = text;
  clearTimeout(note.clearing);
  if (state === "changed" || state === "back") note.clearing = setTimeout(() => (note.textContent = ""), 8000);
}

if (address && served.size && window.EventSource) {
  document.documentElement.classList.add("is-live");
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", listen);
  listen();
}
