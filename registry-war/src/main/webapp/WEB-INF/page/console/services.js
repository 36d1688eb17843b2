// The list of services, which is the first thing that a person sees.
import {millis, percent, rate, whole} from "./format.js";
import {h, setText} from "./dom.js";
import {history, now, seen, store} from "./store.js";
import {cardHead, serviceLink, showFailed, showLink, showSpark, showState, showTime} from "./parts.js";
import {PagedTable} from "./table.js";

const COLUMNS = [
  {title: "Service", sort: "name"}, {title: "State", sort: "state", down: true}, {title: "Instances", sort: "instances", number: true, down: true},
  {title: "Calls/s", sort: "rate", number: true, down: true, callsOnly: true}, {title: "Last minutes", callsOnly: true},
  {title: "Failed", sort: "failed", number: true, down: true, callsOnly: true},
  {title: "p99", sort: "p99", number: true, down: true, callsOnly: true}, {title: "Changed", sort: "changed", down: true},
];
const STATES = [["", "All states"], ["healthy", "Healthy"], ["some-ejected", "Some ejected"], ["none-answers", "None answers"]];
const MEMBERS = new Set(["joined", "left", "lost", "evicted", "ejected", "restored", "draining", "hello", "reset"]);
const CALLS_ONLY = new Set(["rate", "failed", "p99"]);
const TILES = [
  ["services", t => whole(t.namespaces), () => "services"],
  ["instances", t => whole(t.instances), t => ["instances", t.ejected && `${whole(t.ejected)} ejected`, t.draining && `${whole(t.draining)} draining`].filter(Boolean).join(", ")],
  ["rate", t => rate(t.calls?.rate), () => "calls a second"],
  ["failed", t => percent(t.calls?.failed), () => "of the calls failed"],
  ["p99", t => millis(t.calls?.p99), () => "99 % took at most"],
  ["left", t => whole(t.departed), () => "left in the last hour"],
];

function tiles() {
  const element = h("ul", {class: "tiles", "aria-label": "Totals"}, TILES.map(([name]) => h("li", {class: CALLS_ONLY.has(name) ? "tile calls-only" : "tile", "data-tile": name}, h("b"), h("span"))));
  const show = () => {
    const totals = store.totals;
    if (!totals) return;
    TILES.forEach(([name, value, words], i) => {
      const tile = element.children[i];
      setText(tile.firstElementChild, value(totals));
      setText(tile.lastElementChild, words(totals));
      tile.classList.toggle("alarm", name === "failed" && (totals.calls?.failed ?? 0) >= 0.01);
    });
  };
  return {element, show};
}

function nothing() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const url = `${scheme}//${location.host}${location.pathname.replace(/\/$/, "")}`;
  return [h("strong", null, "Nothing is registered yet. "), "Start a service with ", h("code", null, `micro.registry.url=${url}`),
    ". It appears here when it can reach its own address."];
}

function show(cells, it) {
  seen(it);
  showLink(cells[0], serviceLink(it.name), it.name);
  showState(cells[1], it);
  setText(cells[2], whole(it.instances));
  setText(cells[3], rate(it.calls?.rate));
  showSpark(cells[4], it.calls ? history(it.name).rate : []);
  showFailed(cells[5], it.calls);
  setText(cells[6], millis(it.calls?.p99));
  showTime(cells[7], it.changed, now());
}

/**
 * @param {object} page
 * @param {Element} page.root
 * @param {object} page.query
 * @param {(change: object) => void} page.change puts a change into the address
 */
export function services({root, query, change}) {
  const top = tiles();
  const filter = h("select", {"aria-label": "Show services in this state", onchange: event => change({state: event.target.value, offset: 0})},
      STATES.map(([value, words]) => h("option", {value, selected: value === (query.state ?? "")}, words)));
  const withSort = q => ({sort: "name", ...q});
  const table = new PagedTable({from: "namespaces", caption: "Services", noun: "service", columns: COLUMNS, query: withSort(query), change,
    keyOf: it => it.name, show});
  const isFiltered = () => Boolean(query.filter || query.state);
  table.empty = () => isFiltered() ? null : nothing();
  root.append(top.element, h("section", {class: "card"}, cardHead("Services", filter), table.element));
  top.show();
  table.load();
  return {
    title: "Services",
    query(next) { query = next; filter.value = next.state ?? ""; table.query = withSort(next); },
    tick() { table.redraw(); },
    event(name, data) {
      top.show();
      if (name === "stats") {
        const changed = data.namespaces.filter(it => table.put(it));
        if (changed.length) table.redraw();
        const known = new Set(table.items.map(it => it.name));
        const moved = /rate|failed|p99|state|instances|changed/.test(query.sort ?? "") && data.namespaces.length > 0;
        if (moved || query.state || data.gone.some(it => known.has(it)) || data.totals && data.totals.namespaces !== this.namespaces && !query.filter) table.refresh();
        this.namespaces = data.totals?.namespaces ?? this.namespaces;
      } else if (MEMBERS.has(name)) {
        table.refresh();
      }
    },
    end() { table.end(); },
  };
}
