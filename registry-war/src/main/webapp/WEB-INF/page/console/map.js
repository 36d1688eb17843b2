// The live map of calls: callers, called services, rates, times and failures. Nodes report all calls, without sampling.
import {count, failing, millis, percent, rate} from "./format.js";
import {busiest, calls} from "./load.js";
import {edgeKey, store} from "./store.js";
import {fill, h, refill, setText, svg, throttle, visible} from "./dom.js";
import {cardHead, serviceLink, showFailed} from "./parts.js";
import {layout} from "./layout.js";

const MAX_SERVICES = 60;
const REFRESH_MS = 5000; // nodes report each 10 s
const BOX = {width: 164, height: 46, across: 300, down: 74, pad: 24};
const SMALLEST = 0.72; // below that, the map scrolls
const MAX_LABELS = 24;
const NO_CALLS = "No service reports calls yet. Nodes report with their heartbeats, so the first calls take up to 10 s to show. Nodes of the Node.js packages report none themselves.";
const label = name => name === "*" ? "others" : name;
const short = (name, most) => name.length > most ? `…${name.slice(1 - most)}` : name;

function chosen() {
  const weight = new Map();
  const edges = [...store.edges.values()];
  for (const {from, to, calls} of edges) for (const name of [from, to]) weight.set(name, (weight.get(name) ?? 0) + calls.rate);
  const names = [...weight.keys()].sort((a, b) => weight.get(b) - weight.get(a)).slice(0, MAX_SERVICES);
  const shown = new Set(names);
  return {names, left: weight.size - names.length, edges: edges.filter(edge => shown.has(edge.from) && shown.has(edge.to))};
}

function curve(a, b, points) {
  if (a === b) return `M${a.x + BOX.width - 40} ${a.y}c10 -34 40 -34 28 0`;
  const back = b.x <= a.x;
  const [x1, y1, x2, y2] = back ? [a.x + BOX.width / 2, a.y + BOX.height, b.x + BOX.width / 2, b.y + BOX.height] : [a.x + BOX.width, a.y + BOX.height / 2, b.x - 7, b.y + BOX.height / 2];
  if (points.length) {
    const stops = [...points.flatMap(p => [[p.x, p.y + BOX.height / 2], [p.x + BOX.width, p.y + BOX.height / 2]]), [x2, y2]];
    let [x, y] = [x1, y1];
    return stops.reduce((path, [nx, ny], i) => {
      const half = (nx - x) / 2;
      const part = i % 2 ? `L${nx} ${ny}` : `C${x + half} ${y} ${nx - half} ${ny} ${nx} ${ny}`;
      [x, y] = [nx, ny];
      return path + part;
    }, `M${x1} ${y1}`);
  }
  const bend = back ? 46 : Math.max(50, (x2 - x1) / 2);
  return back ? `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 + bend} ${x2} ${y2 + 7}` : `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function words({from, to, calls}) {
  return `${label(from)} calls ${label(to)} ${rate(calls.rate)} times a second, p99 ${millis(calls.p99)}, ${percent(calls.failed ?? 0)} failed`;
}

const brief = ({calls}) => failing(calls) ? `✕ ${percent(calls.failed)} of ${rate(calls.rate)}/s` : `${rate(calls.rate)}/s · ${millis(calls.p99)}`;

/** The drawing. It is made again only when services or calls come or go; numbers change in place. */
class Drawing {
  #paths = new Map();
  #shape = "";

  constructor(box) {
    this.box = box;
  }

  show({names, edges}) {
    const shape = JSON.stringify([names.slice().sort(), edges.map(edgeKey).sort()]);
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#draw(names, edges);
    }
    for (const edge of edges) this.#number(edge);
    for (const name of names) this.#state(name, edges);
  }

  #draw(names, edges) {
    const focused = document.activeElement?.getAttribute("data-service");
    const {places, through} = layout(names, edges);
    const all = [...places.values(), ...[...through.values()].flat()];
    const top = Math.min(...all.map(place => place.row));
    const point = ({column, row}) => ({x: BOX.pad + column * BOX.across, y: BOX.pad + (row - top) * BOX.down});
    const at = new Map([...places].map(([name, place]) => [name, point(place)]));
    const width = Math.max(...all.map(place => point(place).x)) + BOX.width + BOX.pad;
    const height = Math.max(...all.map(place => point(place).y)) + BOX.height + BOX.pad + 20;
    this.#paths.clear();
    const lines = svg("g");
    const labels = svg("g", {"aria-hidden": "true"});
    for (const edge of edges) {
      const path = svg("path", {class: "edge", d: curve(at.get(edge.from), at.get(edge.to), (through.get(edge) ?? []).map(point)), "marker-end": "url(#arrow)"});
      const text = svg("text", {class: "edge-label"});
      lines.append(path);
      labels.append(text);
      this.#paths.set(edgeKey(edge), {path, text, edge});
    }
    this.boxes = new Map(names.map(name => [name, this.#box(name, at.get(name))]));
    const arrow = svg("marker", {id: "arrow", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 12, markerHeight: 12, markerUnits: "userSpaceOnUse", orient: "auto"}, svg("path", {class: "arrow", d: "M0 0L8 4L0 8z"}));
    const image = svg("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Map of calls. The table below has the same numbers."}, svg("defs", null, arrow), lines, labels, svg("g", null, [...this.boxes.values()]));
    fill(this.box, image);
    for (const {path, text} of this.#paths.values()) {
      const middle = path.getPointAtLength(path.getTotalLength() * 0.5);
      text.setAttribute("x", middle.x);
      text.setAttribute("y", middle.y - 7);
    }
    this.#spread();
    const fit = Math.max(SMALLEST, Math.min(1, (this.box.clientWidth - 2) / width));
    image.setAttribute("width", width * fit);
    image.setAttribute("height", height * fit);
    image.classList.toggle("crowded", edges.length > MAX_LABELS);
    if (focused) this.boxes.get(focused)?.focus();
  }

  /** Moves labels apart that would lie on each other. */
  #spread() {
    const placed = [];
    for (const {text} of [...this.#paths.values()].sort((a, b) => a.text.getAttribute("y") - b.text.getAttribute("y"))) {
      const x = Number(text.getAttribute("x"));
      let y = Number(text.getAttribute("y"));
      while (placed.some(other => Math.abs(other.x - x) < 104 && Math.abs(other.y - y) < 17)) y += 17;
      text.setAttribute("y", y);
      placed.push({x, y});
    }
  }

  #box(name, {x, y}) {
    const light = () => this.#light(name);
    const dark = () => this.#light(null);
    const box = svg("a", {class: "node", "data-service": name, href: name === "*" ? "#/map" : serviceLink(name), transform: `translate(${x} ${y})`, onfocus: light, onblur: dark, onmouseenter: light, onmouseleave: dark},
        svg("rect", {width: BOX.width, height: BOX.height, rx: 9}), svg("text", {class: "node-name", x: 14, y: 20}, short(label(name), 19)), svg("text", {class: "node-note", x: 14, y: 36}), svg("text", {class: "node-sign", x: BOX.width - 22, y: 28}));
    return box;
  }

  #light(name) {
    this.box.firstElementChild.classList.toggle("lit", name !== null);
    for (const {path, text, edge} of this.#paths.values()) {
      const on = name !== null && (edge.from === name || edge.to === name);
      path.classList.toggle("on", on);
      text.classList.toggle("on", on);
    }
  }

  #number(edge) {
    const found = this.#paths.get(edgeKey(edge));
    found.edge = edge;
    const bad = failing(edge.calls);
    found.path.setAttribute("stroke-width", Math.min(6, 1.3 + Math.log2(1 + edge.calls.rate) * 0.45).toFixed(2));
    found.path.classList.toggle("bad", bad);
    found.text.classList.toggle("bad", bad);
    setText(found.text, brief(edge));
  }

  #state(name, edges) {
    const box = this.boxes.get(name);
    const it = store.namespaces.get(name);
    const bad = it?.state === "none-answers" || edges.some(edge => edge.to === name && failing(edge.calls));
    const warn = it?.state === "some-ejected";
    box.classList.toggle("bad", bad);
    box.classList.toggle("warn", warn && !bad);
    setText(box.querySelector(".node-sign"), bad ? "✕" : warn ? "!" : "");
    setText(box.querySelector(".node-note"), it ? count(it.instances, "instance") : "");
    box.setAttribute("aria-description", visible([bad && "calls to it fail", warn && "some instances are ejected", ...edges.filter(edge => edge.from === name || edge.to === name).map(words)].filter(Boolean).join("; ")));
  }
}

const COLUMNS = ["Caller", "Called", "Calls/s", "Failed", "p50", "p99", "Reported by"];

function table(edges) {
  const rows = edges.slice().sort((a, b) => b.calls.rate - a.calls.rate).map(edge => {
    const failed = h("td", {class: "n"});
    showFailed(failed, edge.calls);
    const link = name => name === "*" ? "others" : h("a", {href: serviceLink(name)}, name);
    return h("tr", null, h("th", {scope: "row"}, link(edge.from)), h("td", null, link(edge.to)), h("td", {class: "n"}, rate(edge.calls.rate)), failed,
        h("td", {class: "n"}, millis(edge.calls.p50)), h("td", {class: "n"}, millis(edge.calls.p99)), h("td", {class: "quiet"}, edge.reportedBy === "called" ? "the called" : "the caller"));
  });
  return h("table", null, h("caption", {class: "unseen"}, "Calls between services"), h("thead", null, h("tr", null, COLUMNS.map((title, i) => h("th", {scope: "col", class: i > 1 && i < 6 && "n"}, title)))), h("tbody", null, rows));
}

/**
 * @param {object} page
 * @param {Element} page.root
 */
export function map({root}) {
  const box = h("div", {class: "map scroll", tabindex: 0, role: "region", "aria-label": "Map of calls"});
  const note = h("span", {class: "quiet"});
  const rows = h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Calls as a table"});
  const empty = h("p", {class: "empty", hidden: true});
  root.append(h("section", {class: "card", "aria-label": "Map"}, cardHead("Who calls whom", note), empty, box), h("section", {class: "card", "aria-label": "Calls"}, cardHead("The same as a table"), rows));
  const drawing = new Drawing(box);
  const show = () => {
    const {names, left, edges} = chosen();
    const {calls: problem} = store.problems;
    setText(empty, problem ? `The calls are not known now. ${problem}` : NO_CALLS);
    empty.hidden = names.length > 0;
    box.hidden = names.length === 0;
    setText(note, `${count(names.length, "service")}, ${count(edges.length, "link")}${left > 0 ? `; ${count(left, "service")} with fewer calls left out` : ""}${problem && names.length ? `. These numbers may be old. ${problem}` : ""}`);
    if (names.length) drawing.show({names, edges});
    refill(rows, table([...store.edges.values()]));
  };
  const soon = throttle(show, 1000);
  const refresh = throttle(() => calls.soon(), REFRESH_MS);
  show();
  refresh();
  busiest.soon();
  return {
    title: "Map",
    tick() { refresh(); },
    event(what) {
      if (what === "hello" || what === "reset") busiest.soon();
      else if (["stats", "calls", "namespaces"].includes(what)) soon();
    },
    end() {
      soon.cancel();
      refresh.cancel();
    },
  };
}
