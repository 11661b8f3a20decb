/* Keys: `/` to search, `g` and a letter to a place, `n` for something new, `?` for the list of them.

   They do nothing while somebody writes or holds another key down, and can be turned off in the list (WCAG 2.1.4). The list
   is part of the page, so its words and places are the page's own. A key of another script counts by its place. */

const OFF = "trilateral-keys-off";
const list = document.getElementById("keys");
const way = document.querySelector(".keys-way");
const on = document.getElementById("keys-on");
let after = "";
let forget = null;

function kept() {
  try {
    return localStorage.getItem(OFF);
  } catch {
    return null; // a browser that keeps nothing
  }
}

function keep(isOff) {
  try {
    if (isOff) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    // a browser that keeps nothing
  }
}

/** The key as a Latin letter or sign, whatever is printed on it. */
function keyOf(event) {
  if (/^[\x21-\x7e]$/.test(event.key)) return event.key.toLowerCase();
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  if (event.code === "Slash" || event.key === "؟") return event.shiftKey || event.key === "؟" ? "?" : "/";
  return "";
}

function isWriting(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]");
}

function go(name) {
  const link = list.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (link) location.href = link.href;
  return Boolean(link);
}

function search() {
  const field = document.getElementById("search");
  if (!field) return go("/");
  const menu = document.getElementById("menu");
  if (menu) menu.open = true; // in a small window the field is folded away
  field.focus();
  field.select?.();
  return true;
}

function open() {
  after = "";
  if (!list.open) list.showModal();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (!on.checked || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  const key = keyOf(event);
  const before = after;
  after = "";
  clearTimeout(forget);
  if (!key) return;
  let done = true;
  if (before === "g") done = go(`g${key}`);
  else if (key === "g") {
    after = "g";
    forget = setTimeout(() => (after = ""), 1500);
  } else if (key === "/") done = search();
  else if (key === "?") open();
  else if (key === "n") done = go("n");
  else done = false;
  if (done) event.preventDefault();
}

if (list && on && way) {
  on.checked = !kept();
  on.addEventListener("change", () => keep(!on.checked));
  way.hidden = false;
  way.querySelector("button").addEventListener("click", open);
  document.addEventListener("keydown", pressed);
}
