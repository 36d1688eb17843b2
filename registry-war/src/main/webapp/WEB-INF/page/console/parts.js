// The small parts that several views share.
import {ago, failing, full, NONE, percent, state} from "./format.js";
import {h, setText, svg, visible} from "./dom.js";
import {now} from "./store.js";

/** @param {string} look good, warn, bad or plain @param {string} sign @param {string} words */
export const pill = (look, sign, words) => h("span", {class: `pill ${look}`}, h("span", {"aria-hidden": "true"}, sign), `\u00a0${words}`);

/** @param {Element} cell @param {object} it a namespace or an instance whose state the cell shows */
export function showState(cell, it) {
  const [look, sign, words] = state(it);
  if (cell.shown === look + words) return;
  cell.shown = look + words;
  cell.replaceChildren(pill(look, sign, words));
}

/** @param {Element} cell @param {string|undefined} instant shows how long ago a time was */
export function showTime(cell, instant) {
  if (!instant) return setText(cell, NONE);
  let time = cell.firstElementChild;
  if (!time) cell.replaceChildren(time = h("time", {class: "quiet"}));
  if (time.dateTime !== instant) {
    time.dateTime = instant;
    time.title = full(instant);
  }
  setText(time, ago(instant, now()));
}

/** @param {Element} cell @param {object|undefined} calls shows the part of the calls that failed */
export function showFailed(cell, calls) {
  setText(cell, percent(calls?.failed));
  cell.classList.toggle("alarm", failing(calls));
}

/** @param {string} name @returns {string} the address of a service's page */
export const serviceLink = name => `#/service/${encodeURIComponent(name)}`;
/** @param {string} id @returns {string} the address of an instance's page */
export const instanceLink = id => `#/instance/${encodeURIComponent(id)}`;

/** @param {Element} cell @param {string} href @param {string} text shows one link */
export function showLink(cell, href, text) {
  let link = cell.querySelector("a");
  if (!link) cell.prepend(link = h("a"));
  if (link.getAttribute("href") !== href) link.setAttribute("href", href);
  setText(link, text);
}

const WIDTH = 84;
const HEIGHT = 22;
const POINTS = 42;

/** @param {Element} cell @param {number[]} values shows a line without axes; a table beside it has the numbers */
export function showSpark(cell, values) {
  const last = values.slice(-150);
  const step = Math.max(1, Math.ceil(last.length / POINTS));
  const points = last.filter((value, i) => (last.length - 1 - i) % step === 0);
  const top = Math.max(...points, 1e-9) * 1.1;
  const at = (value, i) => `${(WIDTH * (i + POINTS - points.length) / (POINTS - 1)).toFixed(1)} ${(HEIGHT - 2 - (HEIGHT - 4) * value / top).toFixed(1)}`;
  const path = points.length < 2 ? "" : `M${points.map(at).join("L")}`;
  let line = cell.querySelector("path");
  if (!line) {
    line = svg("path");
    cell.replaceChildren(svg("svg", {class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, "aria-hidden": "true"}, line));
  }
  if (line.getAttribute("d") !== path) line.setAttribute("d", path);
}

/** @param {string} title @param {...(Node|string)} more stands at the right @returns {HTMLElement} the head of a card */
export const cardHead = (title, ...more) => h("div", {class: "card-head"}, h("h2", null, title), h("div", {class: "more"}, more));

/** @param {Array<[string, Node|string|Array|undefined]>} pairs @returns {HTMLElement} a list of facts; those without a value are left out */
export const facts = pairs => h("dl", {class: "facts"}, pairs.filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));

/** @param {Error} failure @returns {HTMLElement} what happened, in its words */
export const problem = failure => h("p", {class: "problem", role: "alert"}, pill("bad", "✕", "Not done"), " ", visible(failure.message));
