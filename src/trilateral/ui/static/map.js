/* The map that can be moved: the marks of the drawing above it, on the same lines. Without this script the drawing
   stays. All words come from the page; nothing is loaded from elsewhere; nothing tells how many lie in one spot. */

const L = window.L;
const NAMES_FROM = { land: 3, unit: 6 };
const TRIED = 10; // parts of an area, across and down, between which a name is tried
const DAY = 86_400_000; // ms
const REST = 300; // ms without another choice, before the node is asked

const { lang } = document.documentElement;
const NUMBERS = new Intl.NumberFormat(lang === "en" ? "en" : `${lang}-u-nu-${lang === "fa" ? "arabext" : "arab"}`);

function element(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

/* Whether something may have happened in the days that are chosen, the first and the last of them; null for all. As in the
   list of the node, what says no time has happened on none of them. */
function happened(when, days) {
  return days === null || (when !== null && when[1] >= days[0] && when[0] <= days[1]);
}

/* What of a spot is shown: no choice of days moves what is notified or protected. */
function there(spot, days) {
  return spot.sort === "report" ? spot.members.filter((member) => happened(member.days, days)) : spot.members;
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

/* The middle of a ring, by its area: of a hollow one it may lie outside. */
function middle(ring) {
  let [area, x, y] = [0, 0, 0];
  ring.forEach((one, number) => {
    const next = ring[(number + 1) % ring.length];
    const twice = one.x * next.y - next.x * one.y;
    area += twice;
    x += (one.x + next.x) * twice;
    y += (one.y + next.y) * twice;
  });
  return area ? L.point(x / area / 3, y / area / 3) : ring[0];
}

function inside(point, ring) {
  let odd = false;
  ring.forEach((one, number) => {
    const next = ring[(number + 1) % ring.length];
    if (one.y > point.y !== next.y > point.y && point.x < one.x + ((point.y - one.y) / (next.y - one.y)) * (next.x - one.x)) odd = !odd;
  });
  return odd;
}

/* Where a name may stand in what is seen of its area: in the middle, or as near to it as can be. */
function placesIn(seen) {
  const best = middle(seen);
  const { min, max } = L.bounds(seen);
  const tried = [];
  for (let column = 1; column < TRIED; column += 1) {
    for (let row = 1; row < TRIED; row += 1) tried.push(L.point(min.x + ((max.x - min.x) * column) / TRIED, min.y + ((max.y - min.y) * row) / TRIED));
  }
  tried.sort((one, other) => one.distanceTo(best) - other.distanceTo(best));
  return [best, ...tried].filter((point) => inside(point, seen));
}

/* The line around an area, as it is drawn: a name across it reads badly. */
function ring(map, spot) {
  const at = map.latLngToContainerPoint(spot.points[0]);
  const [lat, lon] = spot.points[0];
  return [at, at.distanceTo(map.latLngToContainerPoint([lat + Math.max(spot.radius_m, 200) / 111_320, lon]))];
}

function crosses([left, top, right, bottom], [at, radius]) {
  const nearest = Math.hypot(Math.max(left - at.x, 0, at.x - right), Math.max(top - at.y, 0, at.y - bottom));
  const farthest = Math.hypot(Math.max(at.x - left, right - at.x), Math.max(at.y - top, bottom - at.y));
  return nearest < radius && radius < farthest;
}

/* What of the map a control covers. */
function covered(map, control) {
  const [box, of] = [control.getBoundingClientRect(), map.getContainer().getBoundingClientRect()];
  return [box.left - of.left, box.top - of.top, box.right - of.left, box.bottom - of.top];
}

/* Names where they fit: none on another, on a party's letter, under a control, or over the edge. Those of parts of
   countries come first, and with each step closer there is room for more. */
function names(map, data, layer) {
  layer.clearLayers();
  const { x: width, y: height } = map.getSize();
  const beside = new Map();
  for (const spot of data.spots) beside.set(String(spot.points[0]), (beside.get(String(spot.points[0])) || 0) + 1);
  const taken = data.spots.map((spot) => {
    const point = map.latLngToContainerPoint(spot.points[0]);
    const half = 13 * beside.get(String(spot.points[0])) + 3;
    return [point.x - half, point.y - 12, point.x + half, point.y + 12];
  });
  taken.push(...Array.from(map.getContainer().querySelectorAll(".leaflet-control"), (control) => covered(map, control)));
  const rings = data.spots.map((spot) => ring(map, spot));
  const named = new Set();
  for (const [sort, found] of [["unit", data.units], ["land", data.lands]]) {
    if (map.getZoom() < NAMES_FROM[sort]) continue;
    for (const line of found) {
      if (!line.name || named.has(line.name)) continue;
      const edge = line.ring.map((at) => map.latLngToContainerPoint(at));
      const seen = L.PolyUtil.clipPolygon(edge, L.bounds([0, 0], [width, height]), true);
      const half = line.name.length * 3.6;
      // What is far narrower than its name would seem to be its neighbour.
      if (seen.length < 3 || L.bounds(seen).getSize().x < half * 1.2) continue;
      const room = (point) => [point.x - half, point.y - 8, point.x + half, point.y + 8];
      const free = ([left, top, right, bottom]) =>
        left > 0 && right < width && top > 0 && bottom < height &&
        !taken.some((other) => left < other[2] && other[0] < right && top < other[3] && other[1] < bottom);
      const places = placesIn(seen).filter((point) => free(room(point)));
      const place = places.find((point) => !rings.some((each) => crosses(room(point), each))) ?? places[0];
      if (!place) continue;
      taken.push(room(place));
      named.add(line.name);
      const text = element("span", { class: `map-name map-name-${sort}`, dir: document.documentElement.dir }, line.name);
      const at = map.containerPointToLatLng(place);
      L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ html: text, className: "map-name-at", iconSize: [0, 0] }) }).addTo(layer);
    }
  }
}

function called(spot, members, words) {
  return `${words[spot.sort]} · ${spot.party} ${members[0].label}${members.length > 1 ? ` ${words.others}` : ""}`;
}

/* One mark: its area, and the letter of its party beside those of others in the same spot. */
function mark(map, spot, number, aside, words, days) {
  const radius = Math.max(spot.radius_m, 200) * (1 + 0.08 * number); // larger, never finer: rings of parties in one spot show each
  const group = L.layerGroup();
  const members = there(spot, days);
  const href = members.length > 1 ? asked(spot.list_href, days) : members[0].href;
  const told = called(spot, members, words);
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

function marks(map, data, layer, words, days) {
  layer.clearLayers();
  const beside = new Map();
  const shown = data.spots.filter((spot) => there(spot, days).length > 0);
  for (const spot of shown) beside.set(String(spot.points[0]), (beside.get(String(spot.points[0])) || 0) + 1);
  const placed = new Map();
  for (const spot of shown.sort((one, other) => other.radius_m - one.radius_m)) {
    const key = String(spot.points[0]);
    const number = placed.get(key) || 0;
    placed.set(key, number + 1);
    mark(map, spot, number, number - (beside.get(key) - 1) / 2, words, days).addTo(layer);
  }
}

/* The same choice in the list beside the map, which may have fewer than the map marks: then the node is asked for those days. */
function listed(words) {
  const count = document.querySelector(".map-count");
  const whole = document.querySelector(".map-reported");
  const section = whole.parentElement;
  const counted = count.textContent;
  const outsideTheList = Number(whole.dataset.leftOut);
  let shown = whole;
  let asking = null;

  const show = (reported, told) => {
    shown.replaceWith(reported);
    shown = reported;
    count.textContent = told;
    section.removeAttribute("aria-busy");
  };

  /* What is here already: all of it, or as much as there is without the node. */
  const here = (days) => {
    let found = 0;
    for (const line of whole.querySelectorAll("ol > li:not(.none)")) {
      line.hidden = !happened(line.dataset.days ? line.dataset.days.split(" ").map(Number) : null, days);
      if (!line.hidden) found += 1;
    }
    whole.querySelector(".map-more")?.toggleAttribute("hidden", days !== null);
    whole.querySelector(".map-none").hidden = found > 0 || (days !== null && outsideTheList > 0);
    const partly = whole.querySelector(".map-partly");
    if (partly) {
      partly.hidden = days === null;
      if (days) partly.querySelector("a").href = asked(partly.querySelector("a").href, days);
    }
    show(whole, days === null ? counted : partly ? words.partly.replace("#", NUMBERS.format(found)) : NUMBERS.format(found));
  };

  const fetched = async (days, signal) => {
    const answer = await fetch(asked(location.href.split("#")[0], days), { signal, cache: "no-store", headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [document.importNode(page.querySelector(".map-reported"), true), page.querySelector(".map-count").textContent];
  };

  return (days) => {
    asking?.abort();
    if (days === null || !outsideTheList) {
      here(days);
      return;
    }
    asking = new AbortController();
    const { signal } = asking;
    section.setAttribute("aria-busy", "true");
    setTimeout(async () => {
      if (signal.aborted) return;
      try {
        const [reported, told] = await fetched(days, signal);
        if (!signal.aborted) show(reported, told);
      } catch {
        if (!signal.aborted) here(days);
      }
    }, REST);
  };
}

/* An address, asked for some days; all of them if that is null. */
function asked(href, days) {
  if (days === null) return href;
  const address = new URL(href, location.href);
  ["from", "until"].forEach((name, at) => address.searchParams.set(name, new Date(days[at] * DAY).toISOString().slice(0, 10)));
  return address.href;
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
    if (event) choose(whole ? null : [begin, end]);
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
  scale(words).addTo(map);
  const [south, west, north, east] = data.box;
  map.fitBounds([[south, west], [north, east]], { padding: [24, 24], animate: false, maxZoom: 9 });
  lines(map, data);
  const named = L.layerGroup().addTo(map);
  const marked = L.layerGroup().addTo(map);
  const list = listed(words);
  const choose = (chosen) => {
    marks(map, data, marked, words, chosen);
    list(chosen);
  };
  marks(map, data, marked, words, null);
  map.on("zoomend moveend", () => names(map, data, named));
  names(map, data, named);
  days(place.parentElement.querySelector(".map-days"), data, choose);
}

for (const place of document.querySelectorAll(".map-moved")) if (L) begin(place);
