// One instance: who it is, how it does, who calls it, and what a person may do to it.
import {ago, count, full, millis, percent, rate} from "./format.js";
import {cardHead, facts, serviceLink, showState} from "./parts.js";
import {fill, h, throttle} from "./dom.js";
import {actions} from "./actions.js";
import {get} from "./api.js";
import {now} from "./store.js";
import {showRoutes} from "./routes.js";

const REFRESH_MS = 5000;
const DIALECTS = {1: "1 (MicroCDI, and @iocore/micro)", 2: "2 (@iocore/micro-ws)"};

const time = instant => h("time", {datetime: instant, title: full(instant)}, ago(instant, now()));

function ejection(it) {
  const {callers, of, by, until, since} = it.ejection ?? {};
  if (!it.ejection) return undefined;
  const who = by ? `by ${by}` : callers ? `by ${callers} of ${count(of ?? callers, "caller")} that report calls` : "by a person";
  return `${who}${since ? `, since ${full(since)}` : ""}${until ? `, until ${full(until)}` : by ? ", until it is restored" : ""}`;
}

function about(it) {
  return facts([["Service", h("a", {href: serviceLink(it.namespace)}, it.namespace)], ["Address", h("code", null, it.url)],
    ["Registered", time(it.since)], ["Last heard", time(it.lastHeartbeat)], it.features && ["Version", it.version ?? "not announced (micro.advertise.version)"],
    it.features && ["Zone", it.zone ?? "not announced (micro.advertise.zone)"], ["Dialect", DIALECTS[it.dialect] ?? String(it.dialect)],
    it.features && ["Features", it.features.length ? it.features.map(each => [h("span", {class: "tag"}, each), " "]) : "none: a basic node"],
    ["Registry", it.registry], ["Ejected", ejection(it)],
    ["Draining", it.drain && (it.drain.by ? `by ${it.drain.by}` : "it leaves by itself") + (it.drain.since ? `, since ${full(it.drain.since)}` : "")],
    ["Calls", it.calls && `${rate(it.calls.rate)} a second, ${percent(it.calls.failed ?? 0)} failed, p50 ${millis(it.calls.p50)}, p99 ${millis(it.calls.p99)}`],
    ["Through the gateway", count(it.proxied, "call")]].filter(Boolean));
}

function callers(it) {
  if (!it.callers?.length) return h("p", {class: "empty"}, "Nobody reports calls to this instance. Nodes report with their heartbeats, so a new call takes up to 10 s to show.");
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
  root.append(h("div", {class: "page-head"}, title, badge), gone,
      h("div", {class: "two"}, h("section", {class: "card", "aria-label": "About this instance"}, cardHead("About"), facts1, buttons),
          h("div", null, h("section", {class: "card calls-only", "aria-label": "Called by"}, cardHead("Called by"), calling),
              h("section", {class: "card", "aria-label": "Routes"}, cardHead("Routes"), routes))));

  function show(next) {
    const first = !it;
    const changed = it?.state !== next.state;
    it = next;
    gone.hidden = true;
    fill(title, h("code", null, it.key));
    document.title = `${it.key} · MicroCDI registry`;
    showState(badge, it);
    fill(facts1, about(it));
    if (changed) fill(buttons, actions(it, show));
    fill(calling, callers(it));
    if (first) showRoutes(routes, `instances/${encodeURIComponent(id)}/routes`, it.namespace);
  }
  async function load() {
    try {
      show(await get(`instances/${encodeURIComponent(id)}`));
    } catch (failure) {
      gone.hidden = false;
      fill(gone, failure.status === 404 ? ["This instance is not registered now. ", h("a", {href: it ? `#/events?filter=${encodeURIComponent(it.key)}` : "#/events"}, "See why it left"), "."] : failure.message);
      if (failure.status === 404) fill(buttons);
    }
  }
  const soon = throttle(load, REFRESH_MS);
  load();
  return {
    title: "Instance",
    tick() { if (it) fill(facts1, about(it)); },
    event(what, data) {
      if (data?.instance === id || it && data?.key === it.key && data?.namespace === it.namespace || what === "hello") load();
      else if (what === "stats" && it && data.namespaces.some(each => each.name === it.namespace)) soon();
      else if (what === "status" && it) fill(buttons, actions(it, show));
    },
    end: soon.cancel,
  };
}
