/* A form that only looks shows what it found while it is filled in: the part of the page that it names is fetched anew, of
   what is sought also while somebody types.
   Without scripts its button does the same with a new page. What is signed with that part waits until it is there, and
   is not signed while something stands against what was asked. */

import { arrived, each } from "./parts.js";

/** What stands against a field of the form, said beside it. */
function said(form, page) {
  form.querySelectorAll("[data-said]").forEach((old) => {
    const fresh = page.getElementById(old.id);
    if (!fresh) return;
    if (old.textContent !== fresh.textContent) old.replaceChildren(...document.importNode(fresh, true).childNodes);
    old.parentElement.classList.toggle("wrong", fresh.childElementCount > 0);
    form.querySelectorAll(`[aria-describedby="${old.id}"]`).forEach((field) => {
      field.removeAttribute("aria-invalid");
      if (page.getElementById(field.id)?.ariaInvalid) field.ariaInvalid = "true";
    });
  });
}

/** What somebody has ticked in a part of the page: boxes that have an id. */
function ticked(part) {
  return part.querySelectorAll("input[id]:checked");
}

/** Tick the same box in a part that comes anew: whoever ticked it while that was on its way has not to do it again. */
function ticks(part, { id }) {
  const same = part.querySelector(`#${CSS.escape(id)}`);
  if (same) same.checked = true;
}

/** What says elsewhere on the page which address it has: other languages, the way to save it. */
function followed(page) {
  const fresh = page.querySelectorAll("[data-with-address]");
  document.querySelectorAll("[data-with-address]").forEach((old, number) => {
    if (fresh[number]) old.replaceWith(document.importNode(fresh[number], true));
  });
}

const TYPED = 200; // ms without a key, after which what was typed so far is sought

each("form[data-look-again]", (form) => {
  let asked = 0;
  let looking = null;
  const look = async () => {
    const turn = (asked += 1);
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const here = document.getElementById(form.dataset.lookAgain);
      const found = page.getElementById(form.dataset.lookAgain);
      if (turn !== asked || !answer.ok || !here || !found) return;
      const copy = document.importNode(found, true);
      ticked(here).forEach((box) => ticks(copy, box));
      here.replaceChildren(...copy.childNodes);
      arrived(here);
      said(form, page);
      history.replaceState(null, "", address);
      followed(page);
    } catch {
      // the button is still there
    }
  };
  let soon = null;
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(soon);
    soon = setTimeout(look, TYPED);
  });
  const wrong = () => form.querySelector('[aria-invalid="true"]');
  form.addEventListener("change", () => {
    const mine = look().then(() => {
      if (looking === mine) looking = null;
    });
    looking = mine;
  });
  document.getElementById(form.dataset.lookAgain)?.closest("form")?.addEventListener("submit", async (event) => {
    if (!looking && !wrong() && form.checkValidity()) return;
    event.preventDefault();
    const { target, submitter } = event;
    while (looking) await looking;
    if (!form.reportValidity()) return;
    if (wrong()) wrong().focus();
    else target.requestSubmit(submitter);
  });
});
