/* The menu at the head of every page, in a browser whose style sheets cannot unfold it: where there is room for all of it,
   it is served folded and unfolded here. Elsewhere `frame.css` alone decides. */

const menu = document.getElementById("menu");
const roomy = "(min-width: 52.01rem)"; // as in frame.css

if (menu && !CSS.supports("selector(::details-content)") && matchMedia(roomy).matches) menu.open = true;
