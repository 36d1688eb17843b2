// The events of the registry, as a stream: which instance came, which one left, and why.
import {clock, count, full} from "./format.js";
import {h, setText, throttle, update} from "./dom.js";
import {cardHead, instanceLink, pill, serviceLink} from "./parts.js";
import {store} from "./store.js";

const SHOWN = 200;
const REFRESH_MS = 200;
const LOOKS = {
  "joined": ["good", "+", "joined"], "left": ["plain", "−", "left"], "lost": ["bad", "✕", "lost"], "evicted": ["bad", "✕", "evicted"],
  "ejected": ["warn", "!", "ejected"], "restored": ["good", "✓", "restored"], "draining": ["plain", "↓", "draining"],
  "registry-lost": ["bad", "✕", "registry lost"], "registry-back": ["good", "✓", "registry back"],
};

const OTHERS = new Set(["stats", "status", "calls", "has-calls", "namespaces"]);

function row(event) {
  const [look, sign, words] = LOOKS[event.type] ?? ["plain", "·", event.type];
  const who = event.key ?? event.registry;
  const code = h("code", null, who ?? "");
  const more = [event.version && `version ${event.version}`, event.zone && `zone ${event.zone}`].filter(Boolean).join(", ");
  return h("li", null, h("time", {datetime: event.at, title: full(event.at)}, clock(event.at)), pill(look, sign, words),
      h("span", null, event.instance && event.type === "joined" ? h("a", {href: instanceLink(event.instance)}, code) : code,
          event.namespace && [" of ", h("a", {href: serviceLink(event.namespace)}, event.namespace)], h("span", {class: "quiet"}, `: ${event.reason}${more ? ` (${more})` : ""}${event.by && !event.reason.includes(event.by) ? `, by ${event.by}` : ""}`)));
}

const matches = (event, text) => [event.key, event.namespace, event.reason, event.by, event.version, event.zone, event.registry]
    .some(each => each?.toLowerCase().includes(text));

/**
 * @param {object} page
 * @param {Element} page.root
 * @param {object} page.query
 * @param {(change: object) => void} page.change
 */
export function events({root, query, change}) {
  let held = null;
  const type = h("select", {"aria-label": "Show events of this type", onchange: event => change({type: event.target.value})},
      h("option", {value: ""}, "All types"), Object.entries(LOOKS).map(([value, [, , words]]) => h("option", {value, selected: query.type === value}, words)));
  const note = h("span", {class: "quiet", role: "status"});
  const hold = h("button", {type: "button", id: "hold", "aria-pressed": "false", onclick: () => pause(!held)}, "Hold the list");
  const list = h("ol", {class: "events"});
  const empty = h("p", {class: "empty", hidden: true});
  root.append(h("section", {class: "card", "aria-label": "Events"}, cardHead("Events, newest first", note, type, hold), empty, list));

  function pause(on) {
    held = on ? [...store.events] : null;
    hold.setAttribute("aria-pressed", String(on));
    setText(hold, on ? "Follow the list" : "Hold the list");
    show();
  }
  function show() {
    const all = held ?? store.events;
    const text = (query.filter ?? "").toLowerCase();
    const found = all.filter(event => (!query.type || event.type === query.type) && matches(event, text));
    update(list, found.slice(0, SHOWN), event => event.id, row, () => {});
    empty.hidden = found.length > 0;
    setText(empty, all.length ? "No event matches. Change the search or the type."
        : store.problems.recent ? `The last events are not known now. ${store.problems.recent}` : "Nothing has happened since the registry started.");
    const known = new Set(held?.map(event => event.id));
    const missed = held ? store.events.filter(event => !known.has(event.id)).length : 0;
    setText(note, held ? `Held${missed > 0 ? `: ${count(missed, "newer event")} not shown` : ""}` : found.length > SHOWN ? `the newest ${SHOWN} of ${found.length}` : "");
  }
  const soon = throttle(show, REFRESH_MS);
  show();
  return {title: "Events", query(next) { query = next; type.value = next.type ?? ""; show(); }, tick() {}, event(what) { if (!OTHERS.has(what)) soon(); }, end: soon.cancel};
}
