/* Goes on counting the lengths of time that the page was served with, in the page's own words and digits.

   The page says which instant it was made for, and the browser only measures how long ago that was: so a clock that is
   set wrong here makes nothing late and nothing early. */

import { each } from "./parts.js";

const words = document.getElementById("counting");
const forms = words && JSON.parse(words.dataset.forms);
const digits = words && [...words.dataset.digits];
const plurals = new Intl.PluralRules(document.documentElement.lang);
const group = digits?.[1] === "1" ? "," : "٬";
const counted = new Set();
let made = Date.parse(document.body.dataset.now);
let since = performance.now();

/** Take the instant for which a newer copy of the page was made. */
export function countFrom(instant) {
  made = Date.parse(instant);
  since = performance.now();
  count();
}

function own(text) {
  return text.replace(/[0-9]/g, (digit) => digits[digit]);
}

function number(n) {
  return own(String(n).replace(/\B(?=(\d{3})+$)/g, group));
}

function told(phrase, minutes) {
  const size = Math.abs(minutes);
  if (phrase === "elapsed") return own(`${Math.trunc(size / 60)}:${String(size % 60).padStart(2, "0")}`);
  const [n, unit] =
    size < 120 ? [size, "min"] : size < 72 * 60 ? [Math.trunc(size / 60), "h"] : [Math.trunc(size / 1440), "d"];
  const form = forms[phrase][unit];
  return (form[plurals.select(n)] ?? form.other).replace("%(num)s", number(n));
}

function count() {
  const now = made + performance.now() - since;
  for (const element of counted) {
    if (!element.isConnected) counted.delete(element);
    else {
      const { count: phrase, at } = element.dataset;
      const ahead = Date.parse(at) - now;
      const late = ahead < 0 && (phrase === "until" || phrase === "left");
      const text = told(late ? "late" : phrase, Math.trunc(Math.abs(ahead) / 60000));
      if (element.textContent !== text) element.textContent = text;
    }
  }
}

if (forms) {
  each("[data-count]", (element) => counted.add(element));
  setInterval(count, 5000);
}
