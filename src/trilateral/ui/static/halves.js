/* A day or a time that is filled in by half. A browser would send it as nothing, and holds the form back instead; here what is
   missing is said at the field, in the page's words. Without scripts the browser says it in its own. */

const words = document.getElementById("halves")?.dataset;
let first = null;

const told = (field) => document.getElementById(`${field.id}-half`);

function say(field) {
  for (let each = field.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
  if (!told(field)) {
    const line = document.createElement("p");
    Object.assign(line, { id: `${field.id}-half`, className: "error", textContent: field.type === "date" ? words.day : words.time });
    (field.closest(".together") ?? field).before(line);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
    field.setAttribute("aria-invalid", "true");
  }
}

/** It is whole now, or empty. */
function unsay(field) {
  const line = told(field);
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== line.id);
  line.remove();
  field.setAttribute("aria-describedby", others.join(" "));
  field.removeAttribute("aria-invalid");
}

if (words) {
  document.addEventListener("invalid", (event) => {
    const field = event.target;
    if (!field.validity.badInput) return;
    event.preventDefault(); // or the browser says it again, in its own language
    say(field);
    if (!first) {
      first = field;
      setTimeout(() => {
        first.focus();
        first = null;
      });
    }
  }, true);
  for (const turn of ["input", "focusout"]) {
    document.addEventListener(turn, ({ target }) => {
      if (target.validity && !target.validity.badInput && told(target)) unsay(target);
    });
  }
}
