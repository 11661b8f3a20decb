/* Before somebody signs out where the browser keeps a device's key or reports: first the page that says what becomes of them. */

import { all, get, openStore } from "./queue.js";

const keeps = async (store) => {
  try {
    const held = await indexedDB.databases();
    if (!held.some((each) => each.name === store)) {
      return false;
    }
    const db = await openStore(store);
    const found = Boolean(await get(db, "device", "device")) || (await all(db, "reports")).length > 0;
    db.close();
    return found;
  } catch {
    return false; // nothing can be kept in this browser
  }
};

document.querySelectorAll('form[action="/out"][data-offline]').forEach((form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { offline } = form.dataset; // /m/<mechanism>/offline
    if (await keeps(`trilateral-${offline.split("/")[2]}`)) {
      window.location.assign(`${offline}#leave`);
    } else {
      form.submit(); // which asks nobody again
    }
  });
});
