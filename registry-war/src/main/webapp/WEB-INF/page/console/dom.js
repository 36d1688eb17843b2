// Builds the page's elements. Text from outside is set as text or as an attribute only, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Returns a text in which each character that is invisible, or that changes the direction of text, is shown by its number.
 * @param {unknown} text a text of a peer
 * @returns {string}
 */
export const visible = text => String(text).replace(INVISIBLE, c => `\\u{${c.codePointAt(0).toString(16)}}`);

/**
 * Returns a JSON text in which each such character is escaped as JSON does, so that a field shows it and its value stays the same.
 * @param {string} json as JSON.stringify writes it: only strings have such characters, and only line breaks are between them
 * @returns {string}
 */
export const visibleJson = json => json.replace(INVISIBLE, c => (c === "\n" ? c : c.replace(/[^]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)));

/**
 * Returns the children of an element that shows a text of several lines, whose line breaks stay.
 * @param {string} text
 * @returns {(string|Text)[]}
 */
export const lines = text => text.split("\n").flatMap((line, i) => (i === 0 ? [line] : [document.createTextNode("\n"), line]));

function build(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : visible(value));
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : visible(child));
  }
}

/**
 * Makes an element of HTML.
 * @param {string} tag its name
 * @param {object|null} properties attributes, and listeners whose names begin with "on"
 * @param {...(Node|string|number|null|Array)} children nodes, or texts
 * @returns {HTMLElement}
 */
export const h = (tag, properties, ...children) => build(document.createElement(tag), properties, children);

/** Makes an element of SVG, as {@link h} does for HTML. */
export const svg = (tag, properties, ...children) => build(document.createElementNS(SVG, tag), properties, children);

/**
 * Replaces the children of a node.
 * @param {Element} node
 * @param {...(Node|string|null|Array)} children
 */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

/**
 * Replaces the children of a node. The focus stays on the link or button at the same place.
 * @param {Element} node
 * @param {...(Node|string|null|Array)} children
 */
export function refill(node, ...children) {
  const places = () => [...node.querySelectorAll("a, button")];
  const [focus, place] = [document.activeElement, places().indexOf(document.activeElement)];
  fill(node, ...children);
  if (place < 0) return;
  const now = places();
  const href = focus.getAttribute("href");
  (now.find(each => href !== null && each.getAttribute("href") === href) ?? now[place])?.focus({preventScroll: true});
}

/**
 * Sets the text of a node if it differs, so that a selection or a screen reader is not disturbed without need.
 * @param {Element} node
 * @param {unknown} text
 */
export function setText(node, text) {
  const shown = visible(text);
  if (node.textContent !== shown) node.textContent = shown;
}

/**
 * Shows one child for each item, and keeps the children of the items that are still there.
 * @param {Element} parent
 * @param {Array<object>} items
 * @param {(item: object) => string} keyOf the name of an item, unique in the list
 * @param {(item: object) => Element} make makes the child of a new item
 * @param {(node: Element, item: object) => void} show shows an item in its child
 */
export function update(parent, items, keyOf, make, show) {
  const old = new Map([...parent.children].map(node => [node.key, node]));
  items.forEach((item, i) => {
    const key = keyOf(item);
    const node = old.get(key) ?? make(item);
    old.delete(key);
    node.key = key;
    show(node, item);
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null);
  });
  while (parent.children.length > items.length) parent.lastElementChild.remove();
}

/**
 * Returns a function that calls another one at once, and then at most once in a while; the last call is never lost.
 * @param {() => void} action
 * @param {number} millis the shortest time between two calls
 */
export function throttle(action, millis) {
  let timer = null;
  let last = -Infinity;
  const run = () => { timer = null; last = performance.now(); action(); };
  const throttled = () => { timer ??= setTimeout(run, Math.max(0, last + millis - performance.now())); };
  throttled.cancel = () => { clearTimeout(timer); timer = null; };
  return throttled;
}
