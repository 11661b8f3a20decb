/* Days and times as people write them, read as a node reads them (i18n/writing.py): in any of three calendars, with names of
   months in any of three languages and digits of any. `tables` are what that module gives a page. Pure: no clock, no page. */

export const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "gu");
const SPACES = new RegExp(`[${SPACE}]+`, "gu");
const NUMBERS = /^([0-9]{4})([-/. ])([0-9]{1,2})\2([0-9]{1,2})$/u;
const WORDS = new RegExp(`^([0-9]{1,2})[${SPACE}]+(\\P{Nd}+?)[${SPACE},،]+([0-9]{4})$`, "u");
const PICKED = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?$/u;
const CLOCK = new RegExp(`^([^\\n]*[^${SPACE},،])[${SPACE},،]+([0-9]{1,2}):([0-9]{2})$`, "u");
const OTHER_YEARS = [1200, 1600];
const FIRST_YEAR = 1000;
const LAST_JALALI = 9377;
const DAY = 86400000;

/** It is no day, or no time. */
export class NotWritten extends Error {}

/** Numbers alone, of a year that another calendar than the Gregorian counts. */
export class OtherCalendar extends Error {}

export const strip = (text) => text.replace(ENDS, "");

/** Words with single spaces between them. */
export const inOneLine = (text) => strip(text).replace(SPACES, " ");

/** Arabic and Persian digits and separators as Latin ones. */
export function latinDigits(text) {
  return text
    .replace(/[٠-٩]/gu, (digit) => String(digit.codePointAt(0) - 0x660))
    .replace(/[۰-۹]/gu, (digit) => String(digit.codePointAt(0) - 0x6f0))
    .replaceAll("٬", "")
    .replaceAll("٫", ".");
}

/** The Gregorian day, as year, month and day. */
export function dayWritten(written, tables) {
  const text = strip(latinDigits(written));
  const numbers = NUMBERS.exec(text);
  if (numbers) {
    const year = Number(numbers[1]);
    if (year >= OTHER_YEARS[0] && year < OTHER_YEARS[1]) {
      throw new OtherCalendar(written);
    }
    return gregorian(year, Number(numbers[3]), Number(numbers[4]));
  }
  const words = WORDS.exec(text);
  const name = words && key(words[2], tables.alike);
  if (!words || !Object.hasOwn(tables.months, name)) {
    throw new NotWritten(written);
  }
  const [calendar, month] = tables.months[name];
  const count = { gregorian, jalali, hijri }[calendar];
  return count(Number(words[3]), month, Number(words[1]), tables.hijri);
}

/** The civil time, as year, month, day, hour, minute and second. */
export function timeWritten(written, tables) {
  const text = strip(latinDigits(written));
  const found = PICKED.exec(text) ?? CLOCK.exec(text);
  if (!found) {
    throw new NotWritten(written);
  }
  const day = dayWritten(found[1], tables);
  const [hour, minute, second] = found.slice(2, 5).map((each) => Number(each ?? 0));
  if (day[0] < FIRST_YEAR || hour > 23 || minute > 59 || (second ?? 0) > 59) {
    throw new NotWritten(written);
  }
  return [...day, hour, minute, second ?? 0];
}

/** A day as the record has it: `2007-05-28`. */
export const dayText = ([year, month, day]) => [String(year).padStart(4, "0"), ...[month, day].map((each) => String(each).padStart(2, "0"))].join("-");

/** Milliseconds of a time in UTC, of any year. */
export function utc(year, month, day, hour = 0, minute = 0, second = 0) {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second);
  return at.getTime();
}

/** A month's name as names are compared (`i18n/spellings.folded`). */
function key(name, alike) {
  const same = (text) => Array.from(text, (letter) => alike[letter] ?? letter).join("");
  const plain = same(name.normalize("NFKC")).toLowerCase().normalize("NFKD");
  return latinDigits(same(plain.replace(/\p{M}/gu, ""))).replace(/[^\p{L}\p{N}]/gu, "");
}

function gregorian(year, month, day) {
  const at = new Date(utc(year, month, day));
  if (year < 1 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) {
    throw new NotWritten();
  }
  return [year, month, day];
}

function dayAt(time) {
  const at = new Date(time);
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
}

/** Thirty-three years have eight leap days: after each fourth year, and once after the fifth. 979 began on 20 March 1600. */
function jalali(year, month, day) {
  const before = (months) => 31 * Math.min(months, 6) + 30 * Math.max(months - 6, 0);
  const start = (of) => {
    const years = of - 979;
    const round = Math.floor(years / 33);
    return 365 * years + 8 * round + Math.floor((years - 33 * round + 3) / 4);
  };
  const length = month === 12 ? start(year + 1) - start(year) - before(11) : before(month) - before(month - 1);
  if (year < 1 || year > LAST_JALALI || day < 1 || day > length) {
    throw new NotWritten();
  }
  return dayAt(utc(1600, 3, 20) + (start(year) + before(month - 1) + day - 1) * DAY);
}

/** Months have as many days as the tables of Umm al-Qura say. */
function hijri(year, month, day, { year: first, begins, over }) {
  const at = (year - first) * 12 + month - 1;
  if (at < 0 || at >= over.length || day < 1 || day > 28 + Number(over[at])) {
    throw new NotWritten();
  }
  const before = Array.from(over.slice(0, at), Number).reduce((sum, each) => sum + each, 28 * at);
  return dayAt(Date.parse(begins) + (before + day - 1) * DAY);
}
