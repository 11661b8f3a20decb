/* A report from what was typed: the same members that a node reads from the same form (ui/forms.py), what rules would say
   against them by themselves, and what of them may stand in the open (incidents/coarsening.py). Pure: no clock, no page. */

import { dayText, dayWritten, inOneLine, latinDigits, NotWritten, OtherCalendar, strip, timeWritten, utc } from "./days.js";

const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/u;
const LINES = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/u;
const OWN_LANGUAGE = /^\[([a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?)\]\s*(.*)$/u;
const MAX_TEXT = 20000;
const MAX_ROWS = 200;
const MOST_QUOTED = 300;

class FieldRefused extends Error {
  constructor(path, code, params = {}) {
    super(code);
    for (const name of ["got", "picked"]) {
      if (typeof params[name] === "string") {
        params[name] = [...params[name]].slice(0, MOST_QUOTED).join("");
      }
    }
    this.error = { path, code, params };
  }
}

/** Members of the report, and every error. `posted` holds lists of what was typed by path. */
export function readReport(fields, posted, around) {
  const errors = [];
  const members = readFields(fields, posted, around, errors);
  return { members, errors };
}

function readFields(fields, posted, around, errors) {
  const members = {};
  for (const field of fields) {
    try {
      const value = readField(field, posted, around, errors);
      if (value !== null && !isDefault(field, value)) {
        members[field.name] = value;
      }
    } catch (refused) {
      if (!(refused instanceof FieldRefused)) {
        throw refused;
      }
      errors.push(refused.error);
    }
  }
  return members;
}

const isDefault = (field, value) => "default" in field && JSON.stringify(field.default) === JSON.stringify(value);

function readField(field, posted, around, errors) {
  switch (field.control) {
    case "group":
      return isBlank([field], posted) && !field.required ? null : readFields(field.fields, posted, around, errors);
    case "rows":
    case "texts": {
      const values = readSeveral(field, posted, around, errors);
      if (field.required && !values.length) {
        throw nothingGiven(field);
      }
      return values;
    }
    default:
      return readSingle(field, posted, around);
  }
}

function readSeveral(field, posted, around, errors) {
  if (field.control === "texts") {
    return readTexts(field, posted, around);
  }
  return rowsOf(field, posted)
    .filter((row) => !isBlank(row, posted))
    .map((row) => readFields(row, posted, around, errors));
}

const nothingGiven = (field) => new FieldRefused(field.path, "form.required", field.choices ? { choices: field.choices.join(", ") } : {});

function readSingle(field, posted, around) {
  const written = inWords(field, writtenIn(field, posted), posted);
  if (!written) {
    if (field.required) {
      throw nothingGiven(field);
    }
    return null;
  }
  switch (field.control) {
    case "text":
      return { lang: langOf(field, posted, around), text: written };
    case "integer":
      return integer(field, written);
    case "degrees":
      return degrees(field, written);
    case "instant":
      return civilInstant(field, written, first(posted, `${field.path}.zone`) || around.zones[0], around.days);
    case "day":
      return dayText(taken(field, written, "form.not_a_day", () => dayWritten(written, around.days)));
    case "yes_no":
      if (written !== "yes" && written !== "no") {
        throw notOffered(field, written, ["yes", "no"]);
      }
      return written === "yes";
    case "choice":
      return chosen(field, written, field.choices);
    case "party":
      return chosen(field, written, around.parties);
    default:
      return written;
  }
}

const first = (posted, path) => posted[path]?.[0] ?? "";

function writtenIn(field, posted) {
  const text = strip(first(posted, field.path).normalize("NFC").replaceAll("\r\n", "\n").replaceAll("\r", "\n"));
  if (CONTROLS.test(text)) {
    throw new FieldRefused(field.path, "text.bidi_override", { text: [...text.replace(new RegExp(CONTROLS, "gu"), "\ufffd")].slice(0, 80).join("") });
  }
  if ([...text].length > MAX_TEXT) {
    throw new FieldRefused(field.path, "form.too_long", { most: MAX_TEXT, got: [...text].length });
  }
  return text;
}

/** What was picked of a calendar that the browser shows, or else what was written out beside it. */
function inWords(field, picked, posted) {
  const words = inOneLine(first(posted, `${field.path}.written`));
  if (!words || (field.control !== "instant" && field.control !== "day")) {
    return picked;
  }
  if (picked) {
    throw new FieldRefused(field.path, "form.given_twice", { got: words, picked });
  }
  return words;
}

/** What somebody wrote as a day or a time, or the refusal of it. */
function taken(field, written, otherwise, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof OtherCalendar) {
      throw new FieldRefused(field.path, "form.month_wanted", { got: written });
    }
    throw error instanceof NotWritten ? new FieldRefused(field.path, otherwise, { got: written }) : error;
  }
}

function langOf(field, posted, around) {
  const lang = first(posted, `${field.path}.lang`) || around.lang;
  return chosen(field, lang, around.languages);
}

/** One text a line, and then what stands in the boxes of further languages. */
function readTexts(field, posted, around) {
  const texts = readLines(writtenIn(field, posted), langOf(field, posted, around));
  for (const lang of field.boxes ? around.languages : []) {
    const path = `${field.path}.also.${lang}`;
    if (path in posted) {
      texts.push(...readLines(writtenIn({ ...field, path }, posted), lang));
    }
  }
  return texts;
}

function readLines(written, lang) {
  const texts = [];
  for (const line of written.split(LINES)) {
    const own = OWN_LANGUAGE.exec(strip(line));
    const [inLang, text] = own ? [own[1], own[2]] : [lang, strip(line)];
    if (text) {
      texts.push({ lang: inLang, text });
    }
  }
  return texts;
}

function integer(field, written) {
  const plain = latinDigits(written).replaceAll("\u2212", "-").replaceAll(" ", "").replaceAll("\u200e", "");
  if (!/^-?[0-9]{1,15}$/u.test(plain)) {
    throw new FieldRefused(field.path, "form.not_a_number", { got: written });
  }
  const value = Number(plain) + 0;
  if (field.low !== undefined && value < field.low) {
    throw new FieldRefused(field.path, "form.too_small", { least: field.low, got: value });
  }
  if (field.high !== undefined && value > field.high) {
    throw new FieldRefused(field.path, "form.too_large", { most: field.high, got: value });
  }
  return value;
}

function degrees(field, written) {
  const plain = latinDigits(written).replaceAll("\u2212", "-").replaceAll("\u200e", "").replace(/°$/u, "");
  const found = /^(-?)([0-9]{1,3})(?:\.([0-9]{1,7}))?$/u.exec(strip(plain));
  if (found === null) {
    throw new FieldRefused(field.path, "form.not_degrees", { got: written });
  }
  let value = Number(found[2]) * 1e7 + Number((found[3] ?? "").padEnd(7, "0"));
  value = found[1] && value ? -value : value;
  if ((field.low !== undefined && value < field.low) || (field.high !== undefined && value > field.high)) {
    throw new FieldRefused(field.path, "form.not_degrees", { got: written });
  }
  return value;
}

function chosen(field, written, offered) {
  const found = offered.find((each) => String(each) === written || String(each) === latinDigits(written));
  if (found === undefined) {
    throw notOffered(field, written, offered);
  }
  return found;
}

const notOffered = (field, got, offered) => new FieldRefused(field.path, "form.not_offered", { got, choices: offered.join(", ") });

const matches = (name, field) => name === field.path || name.startsWith(`${field.path}.`);
const selects = (name) => name.endsWith(".lang") || name.endsWith(".zone");

function isBlank(fields, posted) {
  return !fields.some((field) =>
    Object.entries(posted).some(([name, values]) => matches(name, field) && !selects(name) && values.some((value) => strip(value))),
  );
}

function rowsOf(field, posted) {
  const numbers = Object.keys(posted)
    .filter((name) => name.startsWith(`${field.path}.`))
    .map((name) => name.slice(field.path.length + 1).split(".")[0])
    .filter((row) => /^[0-9]{1,4}$/u.test(row))
    .map((row) => Number(row) + 1);
  const count = Math.min(Math.max(0, ...numbers), MAX_ROWS);
  return Array.from({ length: count }, (_, row) => field.fields.map((each) => moved(each, field.path, `${field.path}.${row}`)));
}

function moved(field, from, to) {
  const path = to + field.path.slice(from.length);
  return { ...field, path, fields: field.fields?.map((each) => moved(each, from, to)) };
}

// --- civil times

/** Minutes by which a zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offset(at, zone) {
  const parts = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(at);
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - Math.floor(at / 1000) * 1000;
}

function civilInstant(field, written, zone, days) {
  const wall = utc(...taken(field, written, "form.not_a_time", () => timeWritten(written, days)));
  const day24 = 86400000;
  const offsets = new Set([-day24, 0, day24].map((away) => offset(wall + away, zone)));
  const fitting = [...offsets].map((away) => wall - away).filter((at) => at + offset(at, zone) === wall);
  if (fitting.length !== 1) {
    throw new FieldRefused(field.path, fitting.length ? "time.twice" : "time.skipped", { zone });
  }
  if (new Date(fitting[0]).getUTCFullYear() > 9999) {
    throw new FieldRefused(field.path, "form.not_a_time", { got: written });
  }
  return new Date(fitting[0]).toISOString().replace(".000Z", "Z");
}

// --- what rules say against a report by itself

/** Codes of what stands against a report whoever signs it: the first is what a node would say. */
export function objectionsTo(report, rules) {
  const { subTypes, mostRows } = rules;
  const found = [];
  const against = (path, code, params = {}) => found.push({ path, code, params });
  if (report.sub_type !== undefined && report.type && !subTypes[report.type].includes(report.sub_type)) {
    against("sub_type", "incidents.other_type", { sub_type: report.sub_type, type: report.type });
  }
  for (const name of ["actors", "casualties", "observed"]) {
    if ((report[name] ?? []).length > mostRows) {
      against(name, "incidents.names_too_many", { most: mostRows });
    }
  }
  if (report.when?.latest !== undefined && report.when.latest < report.when.earliest) {
    against("when", "incidents.time_empty");
  }
  if (report.where !== undefined && !report.where.names?.length && !report.where.points?.length) {
    against("where", "incidents.place_empty");
  }
  for (const actor of report.actors ?? []) {
    const [party, name] = [actor.party !== undefined, actor.name !== undefined];
    const clear = { party, proxy: party && name, non_party: !party && name, unknown: !party };
    if (!clear[actor.sort]) {
      against("actors", "incidents.actor_unclear", { sort: actor.sort });
    }
  }
  const counted = (report.casualties ?? []).map((each) => `${each.harm} ${each.whom}`);
  if ((report.casualties ?? []).some((each) => each.most !== undefined && each.most < (each.least ?? 0))) {
    against("casualties", "incidents.most_below_least");
  } else if (new Set(counted).size < counted.length) {
    against("casualties", "incidents.counted_twice");
  }
  return found;
}

// --- what may stand in the open

const LATITUDE_MAX = 900000000;
const FULL_TURN = 3600000000;
const RADIUS_MAX = 20100000;

const reach = (grid) => Math.ceil((grid * 7863) / 100000);

function middle(point, grid) {
  const side = grid * 10;
  const half = Math.floor(side / 2);
  const lat = Math.floor(point.lat / side) * side + half;
  const lon = Math.floor((point.lon + FULL_TURN / 2) / side) * side + half - FULL_TURN / 2;
  return { lat: Math.max(-LATITUDE_MAX, Math.min(lat, LATITUDE_MAX)), lon: Math.min(lon, FULL_TURN / 2 - 1) };
}

const samePoint = (one, other) => one.lat === other.lat && one.lon === other.lon;

function isCoarse(where, grid) {
  if (grid <= 0 || !where.points?.length) {
    return true;
  }
  const middles = where.points.every((point) => samePoint(point, middle(point, grid)));
  return middles && !where.whole && (where.radius_m ?? 0) >= Math.min(reach(grid), RADIUS_MAX);
}

/** The place as it is shown on the charter's grid. */
export function coarsened(where, grid) {
  if (isCoarse(where, grid)) {
    return where;
  }
  const all = where.points.map((point) => middle(point, grid));
  const points = all.filter((point, number) => number === 0 || !samePoint(point, all[number - 1]));
  const made = { points, radius_m: Math.min((where.radius_m ?? 0) + reach(grid), RADIUS_MAX) };
  return where.names?.length ? { names: where.names, ...made } : made;
}

function isPrompt(report, saidAt, delayHours) {
  if (!report.casualties?.length || !delayHours) {
    return false;
  }
  if (report.when === undefined) {
    return true;
  }
  return Date.parse(saidAt) < Date.parse(report.when.latest ?? report.when.earliest) + delayHours * 3600000;
}

/** An exact report in two: what may be signed in the open, and what goes under seal (null where nothing needs to). */
export function inTwoParts(report, charter, saidAt, wordsMayStay = false) {
  const clear = { ...report };
  const sealed = {};
  if (clear.where !== undefined) {
    clear.where = coarsened(clear.where, charter.grid);
    if (clear.where.names?.length && !wordsMayStay) {
      const { names: _, ...rest } = clear.where;
      clear.where = rest;
      if (!rest.points?.length) {
        delete clear.where;
      }
    }
    if (JSON.stringify(sorted(clear.where ?? null)) !== JSON.stringify(sorted(report.where))) {
      sealed.where = report.where;
    }
  }
  if (isPrompt(report, saidAt, charter.delayHours)) {
    sealed.casualties = report.casualties;
    delete clear.casualties;
  }
  if (!wordsMayStay) {
    for (const name of ["text", "observed"]) {
      if (clear[name] !== undefined) {
        sealed[name] = clear[name];
        delete clear[name];
      }
    }
  }
  return { clear, sealed: Object.keys(sealed).length ? sealed : null };
}

function sorted(value) {
  if (value === null || typeof value !== "object") {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
