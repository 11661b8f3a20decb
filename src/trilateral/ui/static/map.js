/* The map that can be moved: the marks of the drawing above it, on the same lines. Without this script the drawing
   stays. All words come from the page; nothing is loaded from elsewhere; nothing tells how many lie in one spot. */

const L = window.L;
const NAMES_FROM = { land: 3, unit: 6 };

const { lang } = document.documentElement;
const NUMBERS = new Intl.NumberFormat(lang === "en" ? "en" : `${lang}-u-nu-${lang === "fa" ? "arabext" : "arab"}`);

function element(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

/* Whether something may have happened between two days. What has no days is never chosen by them. */
function meets(days, first, last) {
  return !days || (days[1] >= first && days[0] <= last);
}

function lines(map, data) {
  const pane = map.createPane("lines");
  pane.style.zIndex = 300;
  for (const [sort, found] of [["land", data.lands], ["unit", data.units]]) {
    for (const line of found) {
      L.polygon(line.ring, { pane: "lines", interactive: false, className: `map-line-${sort}`, smoothFactor: 0.5 }).addTo(map);
    }
  }
}

/* Names where they fit: none on another. Those of countries come first. */
function names(map, data, layer) {
  layer.clearLayers();
  const bounds = map.getBounds();
  const taken = data.spots.map((spot) => {
    const point = map.latLngToContainerPoint(spot.points[0]);
    return [point.x - 30, point.y - 10, point.x + 30, point.y + 10];
  });
  const named = new Set();
  for (const [sort, found] of [["unit", data.units], ["land", data.lands]]) {
    if (map.getZoom() < NAMES_FROM[sort]) continue;
    for (const line of found) {
      if (!line.name || named.has(line.name)) continue;
      const at = L.polygon(line.ring).getBounds().getCenter();
      if (!bounds.contains(at)) continue;
      const point = map.latLngToContainerPoint(at);
      const half = line.name.length * 3.6;
      const room = [point.x - half, point.y - 8, point.x + half, point.y + 8];
      if (taken.some((other) => room[0] < other[2] && other[0] < room[2] && room[1] < other[3] && other[1] < room[3])) continue;
      taken.push(room);
      named.add(line.name);
      const text = element("span", { class: `map-name map-name-${sort}`, dir: document.documentElement.dir }, line.name);
      L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ html: text, className: "map-name-at", iconSize: [0, 0] }) }).addTo(layer);
    }
  }
}

function called(spot, words, first, last) {
  const there = spot.members.filter((member) => meets(member.days, first, last));
  return `${words[spot.sort]} · ${spot.party} ${there[0].label}${there.length > 1 ? ` ${words.others}` : ""}`;
}

/* One mark: its area, and the letter of its party beside those of others in the same spot. */
function mark(map, spot, number, aside, words, first, last) {
  const radius = Math.max(spot.radius_m, 200) * (1 + 0.08 * number); // larger, never finer: rings of parties in one spot show each
  const group = L.layerGroup();
  const href = spot.members.find((member) => meets(member.days, first, last)).href;
  const told = called(spot, words, first, last);
  const style = { className: `map-mark map-mark-${spot.sort} party-${spot.pattern}`, fill: true };
  const areas = spot.points.map((point) => L.circle(point, { ...style, radius }));
  if (spot.points.length > 1) areas.push(L.polyline(spot.points, { ...style, fill: false }));
  areas.forEach((area, at) => {
    // As an element: Leaflet would read a string as HTML, and parts of this one were written by other parties.
    area.bindTooltip(element("span", {}, told), { sticky: true, direction: "top" });
    area.on("click", () => window.location.assign(href));
    area.on("add", () => reachable(map, area, told, href, at === 0));
    area.addTo(group);
  });
  if (spot.sort !== "report") {
    for (const point of spot.points) L.circle(point, { ...style, className: `${style.className} map-mark-inner`, interactive: false, radius: radius * 0.9 }).addTo(group);
  }
  const letter = element("span", { class: `map-letter-at party-${spot.pattern}` }, spot.letter);
  L.marker(spot.points[0], { interactive: false, keyboard: false, icon: L.divIcon({ html: letter, className: "map-name-at", iconSize: [0, 0], iconAnchor: [-aside * 26, 0] }) }).addTo(group);
  return group;
}

/* Keys go from mark to mark: what is focused comes into sight and says what it is. */
function reachable(map, area, told, href, first) {
  const path = area.getElement();
  if (!path) return;
  if (!first) {
    path.setAttribute("aria-hidden", "true");
    return;
  }
  path.setAttribute("tabindex", "0");
  path.setAttribute("role", "link");
  path.setAttribute("aria-label", told);
  path.addEventListener("focus", () => {
    map.panInside(area.getLatLng(), { padding: [60, 60] });
    area.openTooltip(area.getLatLng());
  });
  path.addEventListener("blur", () => area.closeTooltip());
  path.addEventListener("keydown", (event) => {
    if (event.key === "Enter") window.location.assign(href);
    const step = { ArrowUp: [0, -80], ArrowDown: [0, 80], ArrowLeft: [-80, 0], ArrowRight: [80, 0] }[event.key];
    if (step) {
      event.preventDefault();
      map.panBy(step);
    }
    if (event.key === "+" || event.key === "=") map.zoomIn();
    if (event.key === "-") map.zoomOut();
  });
}

function marks(map, data, layer, words, first, last) {
  layer.clearLayers();
  const beside = new Map();
  const shown = data.spots.filter((spot) => spot.members.some((member) => meets(member.days, first, last)));
  for (const spot of shown) beside.set(String(spot.points[0]), (beside.get(String(spot.points[0])) || 0) + 1);
  const placed = new Map();
  for (const spot of shown.sort((one, other) => other.radius_m - one.radius_m)) {
    const key = String(spot.points[0]);
    const number = placed.get(key) || 0;
    placed.set(key, number + 1);
    mark(map, spot, number, number - (beside.get(key) - 1) / 2, words, first, last).addTo(layer);
  }
}

/* The same choice in the list beside the map. */
function list(first, last) {
  let count = 0;
  for (const line of document.querySelectorAll(".map-list li")) {
    if (!line.dataset.days) continue;
    const days = line.dataset.days.split(" ").map(Number);
    line.hidden = !meets(days, first, last);
  }
  for (const line of document.querySelectorAll("ol.map-list li")) if (!line.hidden) count += 1;
  const told = document.querySelector(".map-count");
  if (told) told.textContent = NUMBERS.format(count);
}

/* A length on the ground, in the page's words and digits: Leaflet has Latin ones alone. */
function scale(words) {
  const made = L.control.scale({ imperial: false });
  const bar = L.Control.Scale.prototype._updateScale;
  made._updateMetric = (most) => {
    const metres = made._getRoundNum(most);
    const [count, unit] = metres < 1000 ? [metres, words.metres] : [metres / 1000, words.kilometres];
    bar.call(made, made._mScale, unit.replace("#", NUMBERS.format(count)), metres / most);
  };
  return made;
}

function days(form, data, choose) {
  if (!form || data.stops.length < 2) return;
  const [first, last] = form.querySelectorAll("input");
  const [from, until] = form.querySelectorAll("output");
  const changed = (event) => {
    if (Number(first.value) > Number(last.value)) {
      if (event && event.target === first) last.value = first.value;
      else first.value = last.value;
    }
    const [begin, beginTold] = data.stops[Number(first.value)];
    const [end, endTold] = data.stops[Number(last.value)];
    for (const [input, output, told] of [[first, from, beginTold], [last, until, endTold]]) {
      output.textContent = told;
      input.setAttribute("aria-valuetext", told);
    }
    const whole = Number(first.value) === 0 && Number(last.value) === data.stops.length - 1;
    if (event) choose(whole ? -Infinity : begin, whole ? Infinity : end);
  };
  first.addEventListener("input", changed);
  last.addEventListener("input", changed);
  form.hidden = false;
  changed(null);
}

async function begin(place) {
  const answer = await fetch(place.dataset.src, { credentials: "same-origin" });
  if (!answer.ok) return;
  const data = await answer.json();
  if (!data.box) return;
  const words = place.dataset;
  const drawn = place.parentElement.querySelector(".map-drawn");
  place.hidden = false;
  drawn.classList.add("map-in-print");
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", words.label);
  const map = L.map(place, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.5, minZoom: 2, maxZoom: 11, worldCopyJump: false });
  L.control.zoom({ position: document.documentElement.dir === "rtl" ? "topright" : "topleft", zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(map);
  L.control.attribution({ prefix: false, position: "bottomright" }).addAttribution(element("span", {}, words.lines).outerHTML).addTo(map);
  scale(words).addTo(map);
  const [south, west, north, east] = data.box;
  map.fitBounds([[south, west], [north, east]], { padding: [24, 24], animate: false, maxZoom: 9 });
  lines(map, data);
  const named = L.layerGroup().addTo(map);
  const marked = L.layerGroup().addTo(map);
  const choose = (first, last) => {
    marks(map, data, marked, words, first, last);
    list(first, last);
  };
  marks(map, data, marked, words, -Infinity, Infinity);
  map.on("zoomend moveend", () => names(map, data, named));
  names(map, data, named);
  days(place.parentElement.querySelector(".map-days"), data, choose);
}

for (const place of document.querySelectorAll(".map-moved")) if (L) begin(place);
