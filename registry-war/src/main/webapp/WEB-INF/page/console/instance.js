// One instance: its identity, its state, its callers, and the actions of a person.
import {ago, count, full, millis, percent, rate} from "./format.js";
import {cardHead, facts, serviceLink, showState} from "./parts.js";
import {fill, h, refill, setText, throttle, visible} from "./dom.js";
import {actions} from "./actions.js";
import {get} from "./api.js";
import {Loader} from "./load.js";
import {noteCalls, now, store} from "./store.js";
import {showRoutes} from "./routes.js";

const REFRESH_MS = 5000;
const DIALECTS = {1: "1 (MicroCDI, and @iocore/micro)", 2: "2 (@iocore/micro-ws)"};

const time = (instant, id) => h("time", {id, datetime: instant, title: full(instant)}, ago(instant, now()));

function ejection(it) {
  const {callers, of, by, until, since} = it.ejection ?? {};
  if (!it.ejection) return undefined;
  const who = by ? `by ${by}` : callers ? `by ${callers} of ${count(of ?? callers, "caller")} that report calls` : "by a person";
  return `${who}${since ? `, since ${full(since)}` : ""}${until ? `, until ${full(until)}` : by ? ", until it is restored" : ""}`;
}

function about(it) {
  return facts([["Service", h("a", {href: serviceLink(it.namespace)}, it.namespace)], ["Address", h("code", null, it.url)],
    ["Registered", time(it.since)], ["Last heard", it.lastHeartbeat === undefined ? `only ${it.registry ?? "its registry"} hears it` : time(it.lastHeartbeat, "heard")], it.features && ["Version", it.version ?? "not announced (micro.advertise.version)"],
    it.features && ["Zone", it.zone ?? "not announced (micro.advertise.zone)"], ["Dialect", DIALECTS[it.dialect] ?? String(it.dialect)],
    it.features && ["Features", it.features.length ? it.features.map(each => [h("span", {class: "tag"}, each), " "]) : "none: a basic node"],
    ["Registry", it.registry], ["Ejected", ejection(it)],
    ["Draining", it.drain && (it.drain.by ? `by ${it.drain.by}` : "it leaves by itself") + (it.drain.since ? `, since ${full(it.drain.since)}` : "")],
    ["Calls", it.calls && `${rate(it.calls.rate)} a second, ${percent(it.calls.failed ?? 0)} failed, p50 ${millis(it.calls.p50)}, p99 ${millis(it.calls.p99)}`],
    ["Through the gateway", count(it.proxied, "call")]].filter(Boolean));
}

function callers(it) {
  if (!it.callers?.length) return h("p", {class: "empty"}, "No node reports calls to this instance. Nodes report with their heartbeats, so a new call takes up to 10 s to show.");
  return h("div", {class: "scroll"}, h("table", null, h("caption", {class: "unseen"}, "Services that call this instance"),
      h("thead", null, h("tr", null, ["Service", "Calls/s", "Failed", "p99"].map((title, i) => h("th", {scope: "col", class: i && "n"}, title)))),
      h("tbody", null, it.callers.map(each => h("tr", null, h("th", {scope: "row"}, each.namespace === "*" ? "others" : h("a", {href: serviceLink(each.namespace)}, each.namespace)),
          h("td", {class: "n"}, rate(each.calls.rate)), h("td", {class: "n"}, percent(each.calls.failed)), h("td", {class: "n"}, millis(each.calls.p99)))))));
}

/**
 * @param {object} page
 * @param {Element} page.root
 * @param {string} page.id the id of the instance
 */
export function instance({root, id}) {
  const [title, badge, facts1, buttons, calling, routes] = [h("h1", {tabindex: -1}, "Instance"), h("span"), h("div"), h("div"), h("div"), h("div")];
  const gone = h("p", {class: "notice", role: "status", hidden: true});
  let it = null;
  let ended = false;
  const shown = new Map();
  root.append(h("div", {class: "page-head"}, title, badge), gone,
      h("div", {class: "two"}, h("section", {class: "card", "aria-label": "About this instance"}, cardHead("About"), facts1, buttons),
          h("div", null, h("section", {class: "card calls-only", "aria-label": "Called by"}, cardHead("Called by"), calling),
              h("section", {class: "card", "aria-label": "Routes"}, cardHead("Routes"), routes))));

  /** Fills a node only if its value has changed, so that a selection stays. */
  function fillIf(node, value, make) {
    const text = JSON.stringify(value);
    if (shown.get(node) === text) return;
    shown.set(node, text);
    refill(node, make());
  }
  const showTimes = () => facts1.querySelectorAll("time").forEach(each => setText(each, ago(each.dateTime, now())));
  const showActions = () => fillIf(buttons, [it.state, it.ejection, it.drain, store.status?.you, Boolean(store.status)], () => actions(it, show));
  function show(next) {
    if (ended) return;
    const first = !it;
    it = next;
    noteCalls([it]);
    gone.hidden = true;
    fillIf(title, it.key, () => h("code", null, it.key));
    document.title = `${visible(it.key)} · MicroCDI registry`;
    showState(badge, it);
    fillIf(facts1, {...it, lastHeartbeat: it.lastHeartbeat && "", callers: []}, () => about(it));
    const heard = facts1.querySelector("#heard");
    if (heard) {
      heard.dateTime = it.lastHeartbeat;
      heard.title = full(it.lastHeartbeat);
    }
    showTimes();
    showActions();
    fillIf(calling, it.callers, () => callers(it));
    if (first) showRoutes(routes, `instances/${encodeURIComponent(id)}/routes`, it.namespace);
  }
  const loader = new Loader({
    ask: signal => get(`instances/${encodeURIComponent(id)}`, {}, signal),
    show,
    failed(failure) {
      gone.hidden = false;
      if (failure.status !== 404) return fillIf(gone, failure.message, () => `The state of this instance is not known now. ${failure.message}`);
      fillIf(gone, [it?.key], () => ["This instance is not registered now. ", h("a", {href: it ? `#/events?filter=${encodeURIComponent(it.key)}` : "#/events"}, "See why it left"), "."]);
      shown.delete(buttons);
      fill(buttons);
    },
  });
  const soon = throttle(() => loader.soon(), REFRESH_MS);
  loader.now();
  return {
    title: "Instance",
    tick() { showTimes(); loader.tick(); },
    event(what, data) {
      if (data?.instance === id || it && data?.key === it.key && data?.namespace === it.namespace || what === "hello" || what === "reset") loader.soon();
      else if (what === "stats" && it && data.namespaces.some(each => each.name === it.namespace)) soon();
      else if (what === "status" && it && gone.hidden) showActions();
    },
    end() {
      ended = true;
      soon.cancel();
      loader.end();
    },
  };
}
