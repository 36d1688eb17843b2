// Numbers and times as a person reads them.

const WHOLE = new Intl.NumberFormat("en");
const ONE = new Intl.NumberFormat("en", {maximumFractionDigits: 1});
const CLOCK = new Intl.DateTimeFormat("en-GB", {hour: "2-digit", minute: "2-digit", second: "2-digit"});
const FULL = new Intl.DateTimeFormat("en-GB", {dateStyle: "medium", timeStyle: "medium"});
/** Shown where no number is known. */
export const NONE = "–";

/** @param {number} n @returns {string} as 1,204 */
export const whole = n => WHOLE.format(n);

/** @param {number} n @param {string} noun @returns {string} as "1 instance" or "3 instances" */
export const count = (n, noun) => `${whole(n)} ${noun}${n === 1 ? "" : "s"}`;

/** @param {number|undefined} rate calls a second */
export function rate(value) {
  if (value === undefined) return NONE;
  if (value > 0 && value < 0.1) return "< 0.1";
  return value < 100 ? ONE.format(value) : whole(Math.round(value));
}

/** @param {number|undefined} part a part of one */
export function percent(part) {
  if (part === undefined) return NONE;
  if (part > 0 && part < 0.001) return "< 0.1 %";
  return `${part >= 0.1 ? Math.round(part * 100) : ONE.format(part * 100)} %`;
}

/** @param {number|undefined} value milliseconds */
export function millis(value) {
  if (value === undefined) return NONE;
  if (value >= 1000) return `${ONE.format(value / 1000)} s`;
  return value < 10 ? `${ONE.format(value)} ms` : `${Math.round(value)} ms`;
}

/** @param {number} bytes */
export const megabytes = bytes => `${whole(Math.round(bytes / (1 << 20)))} MB`;

/** @param {number} seconds a length of time */
export function span(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} days`;
}

/**
 * @param {string} instant a time as the registry writes it
 * @param {number} now the registry's time, in milliseconds
 */
export function ago(instant, now) {
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1000);
  return seconds < 2 ? "just now" : `${span(seconds)} ago`;
}

/** @param {string} instant @returns {string} the time of day */
export const clock = instant => CLOCK.format(new Date(instant));

/** @param {string} instant @returns {string} date and time */
export const full = instant => FULL.format(new Date(instant));

/**
 * Whether so many calls fail that a person should look.
 * @param {{failed?: number}|undefined} calls
 */
export const failing = calls => (calls?.failed ?? 0) >= 0.01;

const STATES = {
  "healthy": ["good", "✓", "healthy"],
  "some-ejected": ["warn", "!", "some ejected"],
  "none-answers": ["bad", "✕", "none answers"],
  "ejected": ["warn", "!", "ejected"],
  "draining": ["plain", "↓", "draining"],
  "left": ["plain", "−", "left"],
  "lost": ["bad", "✕", "lost"],
  "evicted": ["bad", "✕", "evicted"],
};

/**
 * @param {object} it a namespace or an instance
 * @returns {[string, string, string]} the look, the sign and the words of its state
 */
export function state(it) {
  const [look, sign, words] = STATES[it.state] ?? ["plain", "·", it.state];
  if (it.state === "some-ejected") return [look, sign, `${whole(it.ejected)} ejected`];
  if (it.ejection?.callers) return [look, sign, `ejected by ${it.ejection.callers} of ${count(it.ejection.of ?? it.ejection.callers, "caller")}`];
  if (it.ejection?.by) return [look, sign, `ejected by ${it.ejection.by}`];
  return it.state === "healthy" && it.draining ? [look, sign, `healthy, ${whole(it.draining)} draining`] : [look, sign, words];
}
