/* A form that only looks shows what it found while it is filled in: the part of the page that it names is fetched anew.
   Without scripts its button does the same with a new page. */

import { arrived, each } from "./parts.js";

/** What says elsewhere on the page which address it has: other languages, the way to save it. */
function followed(page) {
  const fresh = page.querySelectorAll("[data-with-address]");
  document.querySelectorAll("[data-with-address]").forEach((old, number) => {
    if (fresh[number]) old.replaceWith(document.importNode(fresh[number], true));
  });
}

each("form[data-look-again]", (form) => {
  let asked = 0;
  form.addEventListener("change", async () => {
    const turn = (asked += 1);
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const here = document.getElementById(form.dataset.lookAgain);
      const found = page.getElementById(form.dataset.lookAgain);
      if (turn !== asked || !answer.ok || !here || !found) return;
      const copy = document.importNode(found, true);
      here.replaceChildren(...copy.childNodes);
      arrived(here);
      history.replaceState(null, "", address);
      followed(page);
    } catch {
      // the button is still there
    }
  });
});
