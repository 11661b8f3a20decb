/* A slider says which place it stands at while it is moved. What lies there is fetched when it stops (`look_again.js`);
   without scripts the form's button leads there. The names stand in the page, in the list that the slider has. */

import { each } from "./parts.js";

each(".slide input[type=range]", (slider) => {
  const shown = slider.form.querySelector("output");
  slider.form.classList.add("follows");
  const say = () => {
    const name = slider.list?.options[Number(slider.value)]?.label ?? "";
    slider.setAttribute("aria-valuetext", name);
    shown.firstElementChild.textContent = name;
  };
  slider.addEventListener("input", say);
  say(); // a browser that comes back keeps where the slider stood
});
