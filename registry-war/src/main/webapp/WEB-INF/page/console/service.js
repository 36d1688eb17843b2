// One service: its state, its calls, its instances and its routes.
import {cardHead, serviceLink, showState} from "./parts.js";
import {count, millis, percent, rate} from "./format.js";
import {fill, h, refill} from "./dom.js";
import {get, segments} from "./api.js";
import {Loader, pauseFor} from "./load.js";
import {store, seen} from "./store.js";
import {charts} from "./chart.js";
import {instanceTable, showEvent} from "./instances.js";
import {showRoutes} from "./routes.js";

const STATES = [["", "All states"], ["healthy", "Healthy"], ["ejected", "Ejected"], ["draining", "Draining"]];

function neighbours(title, name, direction) {
  const other = direction === "from" ? "to" : "from";
  const edges = [...store.edges.values()].filter(edge => edge[direction] === name).sort((a, b) => b.calls.rate - a.calls.rate);
  if (edges.length === 0) return h("p", {class: "quiet"}, `${title}: no node reports calls.`);
  return h("div", null, h("h3", null, title), h("ul", {class: "neighbours"}, edges.slice(0, 20).map(edge => h("li", null,
      edge[other] === "*" ? "others" : h("a", {href: serviceLink(edge[other])}, edge[other]),
      h("span", {class: "quiet"}, ` ${rate(edge.calls.rate)}/s, p99 ${millis(edge.calls.p99)}, `),
      h("span", {class: (edge.calls.failed ?? 0) >= 0.01 ? "alarm" : "quiet"}, `${percent(edge.calls.failed ?? 0)} failed`)))));
}

/**
 * @param {object} page
 * @param {Element} page.root
 * @param {string} page.id the namespace
 * @param {object} page.query
 * @param {(change: object) => void} page.change
 */
export function service({root, id: name, query, change}) {
  const badge = h("span");
  const summary = h("p", {class: "quiet"});
  const calls = h("div", {class: "two"});
  const routes = h("div");
  const chart = charts(name);
  const filter = h("select", {"aria-label": "Show instances in this state", onchange: event => change({state: event.target.value, offset: 0})},
      STATES.map(([value, words]) => h("option", {value, selected: value === (query.state ?? "")}, words)));
  const table = instanceTable(name, query, change);
  let known = null;
  let isNewer = false; // whether the stream told the state after it was asked for
  const nothing = () => "No instance is registered under this name now. This page shows one as soon as it registers.";
  table.empty = () => known || query.filter || query.state ? null : nothing();

  function show(it) {
    if (it && !known) showRoutes(routes, `namespaces/${segments(name)}/routes`, name);
    known = it;
    if (!it) {
      fill(summary, nothing());
      routes.pending = null;
      fill(routes, h("p", {class: "empty"}, "No instance has routes now."));
      badge.replaceChildren();
      badge.shown = "";
      return;
    }
    seen(it);
    showState(badge, it);
    fill(summary, count(it.instances, "instance"),
        h("span", {class: "calls-only"}, `, ${rate(it.calls?.rate)} calls a second, ${percent(it.calls?.failed)} failed, p99 ${millis(it.calls?.p99)}`),
        it.basic ? ` · ${count(it.basic, "instance")} of the Node.js packages` : "");
  }
  const showCalls = () => refill(calls, neighbours("Called by", name, "to"), neighbours("Calls", name, "from"));
  const loader = new Loader({
    ask(signal) {
      isNewer = false;
      return get(`namespaces/${segments(name)}`, {view: "numbers"}, signal);
    },
    show(it) { if (!isNewer) show(it); },
    failed(failure) {
      if (isNewer) return;
      if (failure.status === 404) show(null);
      else fill(summary, `The state of this service is not known now. ${failure.message}`);
    },
    pause: () => pauseFor(table.total),
  });

  root.append(h("div", {class: "page-head"}, h("h1", {tabindex: -1}, name), badge, h("a", {class: "button", href: `#/call/${encodeURIComponent(name)}`}, "Try a route")),
      summary, h("section", {class: "card calls-only", "aria-label": "Charts"}, cardHead("Since this page was opened"), chart.element),
      h("section", {class: "card"}, cardHead("Instances", filter), table.element),
      h("div", {class: "two"}, h("section", {class: "card calls-only", "aria-label": "Calls"}, cardHead("Calls"), calls),
          h("section", {class: "card", "aria-label": "Routes"}, cardHead("Routes"), routes)));
  loader.now();
  showCalls();
  table.load();
  chart.draw();
  return {
    title: name,
    query(next) { query = next; filter.value = next.state ?? ""; table.query = {sort: "key", ...next}; },
    tick() { table.tick(); chart.draw(); },
    event(what, data) {
      if (what === "stats") {
        const it = data.namespaces.find(each => each.name === name);
        isNewer ||= Boolean(it) || data.gone.includes(name);
        if (it) show(it);
        if (data.gone.includes(name)) show(null);
        if (it || data.gone.includes(name)) table.refresh();
        if (data.edges.some(edge => edge.from === name || edge.to === name)) showCalls();
        chart.draw();
      } else if (data?.namespace === name) {
        showEvent(table, what, data);
        table.refresh();
        loader.soon();
      } else if (what === "hello" || what === "reset") {
        table.refresh();
        loader.soon();
      } else if (what === "calls") {
        showCalls();
      }
    },
    end() {
      chart.end();
      loader.end();
      table.end();
    },
  };
}
