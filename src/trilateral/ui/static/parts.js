/* Elements that a module looks after: those that are here, and those that come when a region is brought up to date.

       import { each } from "./parts.js";
       each("[data-count]", (element) => { … });
*/

const wanted = [];

/** Work on every element that the selector finds, now and in whatever arrives later. */
export function each(selector, work) {
  wanted.push([selector, work]);
  found(document, selector).forEach(work);
}

/** Tell all modules that an element has come into the page. */
export function arrived(root) {
  for (const [selector, work] of wanted) found(root, selector).forEach(work);
}

function found(root, selector) {
  const inside = [...root.querySelectorAll(selector)];
  // A form may have a field that is called `matches`.
  const isOne = root instanceof Element && Element.prototype.matches.call(root, selector);
  return isOne ? [root, ...inside] : inside;
}
