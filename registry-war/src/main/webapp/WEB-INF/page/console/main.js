// Starts the console: its views, its header, and its stream.
import {fill, h, setText, throttle, visible} from "./dom.js";
import {calls, recent, status} from "./load.js";
import {listen, set, store, take, tick} from "./store.js";
import {Stream} from "./stream.js";
import {cluster} from "./cluster.js";
import {events} from "./events.js";
import {instance} from "./instance.js";
import {instances} from "./everything.js";
import {map} from "./map.js";
import {service} from "./service.js";
import {services} from "./services.js";
import {setUpTheme} from "./theme.js";
import {tryIt} from "./call.js";

const VIEWS = {services, instances, service, instance, map, events, cluster, call: tryIt};
const SEARCHED = {services: "services", service: "service", instances: "instances", events: "events"};
const byId = id => document.getElementById(id);
let view = null;
let at = {};

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a person wrote a % of their own
  }
}

function address() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/");
  return {name: Object.hasOwn(VIEWS, name) ? name : "services", id: rest.map(decoded).join("/"), query: Object.fromEntries(new URLSearchParams(query))};
}

function change(values) {
  const query = Object.entries({...at.query, ...values}).filter(([, value]) => value !== "" && value !== undefined && value !== 0);
  const hash = `#/${at.name}${at.id ? `/${encodeURIComponent(at.id)}` : ""}${query.length ? `?${new URLSearchParams(query)}` : ""}`;
  history.replaceState(null, "", hash);
  show();
}

function show() {
  const next = address();
  const same = view && at.name === next.name && at.id === next.id;
  at = next;
  if (byId("search").value !== (at.query.filter ?? "") && document.activeElement !== byId("search")) byId("search").value = at.query.filter ?? "";
  if (same) return view.query?.(at.query);
  const first = view === null;
  view?.end?.();
  view = null;
  const root = h("div", {class: `view ${at.name}`});
  fill(byId("main"), root);
  view = VIEWS[at.name]({root, id: at.id, query: at.query, change});
  if (!root.querySelector("h1")) root.prepend(h("h1", {class: "unseen"}, view.title));
  document.title = `${visible(view.title)} · MicroCDI registry`;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.views.split(" ").includes(at.name)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  setText(byId("told"), view.title);
  if (!first) {
    byId("main").focus({preventScroll: true});
    scrollTo(0, 0);
  }
}

const search = throttle(() => {
  const filter = byId("search").value.trim();
  if (SEARCHED[at.name]) change({filter, offset: 0});
  else if (filter) location.hash = `#/services?filter=${encodeURIComponent(filter)}`;
}, 200);

const STREAM = {
  connecting: ["plain", "…", "Connecting"], live: ["good", "●", "Live"], reconnecting: ["warn", "↻", "Reconnecting"],
  paused: ["plain", "❚❚", "Paused"], refused: ["bad", "✕", "Refused"],
};
const WARNINGS = {
  off: "Security is off (micro.security.mode): every program that reaches this registry may register, look up and call",
  permissive: "Security is permissive (micro.security.mode): the registry logs what it would refuse, and permits it",
};

function showStream() {
  const [look, sign, words] = STREAM[store.stream];
  byId("state").className = `pill ${look}`;
  setText(byId("state-sign"), sign);
  setText(byId("state"), words);
  setText(byId("pause"), store.stream === "paused" ? "Resume" : store.stream === "refused" ? "Try again" : "Pause");
  const said = store.why && `${store.why[0].toUpperCase()}${store.why.slice(1)}${/[.!?]$/.test(store.why) ? "" : "."}`;
  byId("stale").hidden = !["reconnecting", "refused"].includes(store.stream);
  setText(byId("stale"), store.stream === "refused" ? said : `${said || "The registry does not answer."} You see its last state. The console connects again by itself.`);
}

function showStatus() {
  const {security, status, problem, cluster: members} = store.status ?? {};
  byId("security").hidden = !WARNINGS[security];
  setText(byId("security"), WARNINGS[security] ?? "");
  byId("stalled").hidden = status !== "stalled";
  setText(byId("stalled"), status === "stalled" ? `The registry is stalled: ${problem}` : "");
  byId("members").hidden = !members?.enabled;
  if (members?.enabled) setText(byId("members"), `${members.members.length} registries`);
}

const stream = new Stream((name, data) => {
  take(name, data);
  if (name === "reset" || name === "hello") for (const each of [status, calls, recent]) each.soon();
}, (state, why = "") => set({stream: state, why}, "stream"));

listen((what, data) => {
  if (what === "stream") showStream();
  else if (what === "status") showStatus();
  else if (what === "has-calls") document.body.classList.remove("no-calls");
  if (what !== "stream" && what !== "theme") view?.event(what, data);
});

function keys(event) {
  const typing = event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  } else if (event.key === "Escape" && event.target === byId("search")) {
    byId("search").value = "";
    search();
    byId("main").focus();
  }
}

setUpTheme(byId("theme"), () => set({}, "theme"));
byId("search").addEventListener("input", search);
byId("find").addEventListener("submit", event => { event.preventDefault(); search(); });
byId("pause").addEventListener("click", () => ["paused", "refused"].includes(store.stream) ? stream.start() : stream.pause());
byId("skip").addEventListener("click", event => { event.preventDefault(); byId("main").focus(); });
document.addEventListener("keydown", keys);
addEventListener("hashchange", show);
setInterval(() => {
  if (document.hidden || store.stream !== "live") return;
  tick();
  view?.tick();
}, 2000);
showStream();
stream.start();
show();
