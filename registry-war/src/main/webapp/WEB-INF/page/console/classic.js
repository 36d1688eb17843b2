// Feeds the console from a registry that has no GET /api/events: it asks for the list of namespaces again and again, and
// tells what has changed. Such a registry has no numbers of calls, no pages and no actions.

const FEW = 1000;
const SOON_MS = 400;
const LATER_MS = 3000;
const VALUE = {heartbeat: it => it.lastHeartbeat};

let instances = new Map();
let namespaces = new Map();
let departed = [];
let status = null;

const idOf = (namespace, key) => `${namespace} ${key}`;
const rowOf = (name, list, changed) => ({name, state: "healthy", instances: list.length, ejected: 0, draining: 0, basic: list.filter(it => it.dialect === 2).length, changed});

function eventOf({namespace, key, at, reason}) {
  const type = /heartbeat/.test(reason) ? "evicted" : /shut|leav|deregister|1000|1001/.test(reason) ? "left" : "lost";
  return {id: `${at} ${namespace} ${key}`, type, at, namespace, key, instance: idOf(namespace, key), reason};
}

function totals() {
  const hour = Date.parse(status.now) - 3_600_000;
  return {namespaces: namespaces.size, instances: instances.size, ejected: 0, draining: 0, departed: departed.filter(it => Date.parse(it.at) > hour).length};
}

/** Takes a list and tells what has changed since the one before. */
function take(listed, told, tell) {
  const next = new Map();
  const rows = new Map();
  for (const {name, instances: list} of listed.namespaces) {
    for (const it of list) next.set(idOf(name, it.key), {...it, id: idOf(name, it.key), namespace: name, url: `ws://${it.key}`, state: "healthy"});
    rows.set(name, rowOf(name, list, list.map(it => it.since).sort().at(-1)));
  }
  const joined = [...next].filter(([id, it]) => instances.get(id)?.since !== it.since).map(([, it]) => it);
  const left = [...instances.keys()].filter(id => !next.has(id));
  const changed = new Set([...joined.map(it => it.namespace), ...left.map(id => instances.get(id).namespace)]);
  const gone = [...namespaces.keys()].filter(name => !rows.has(name));
  const before = new Set(departed.map(it => it.id));
  [instances, namespaces] = [next, rows];
  status = {...told, now: listed.now, cluster: told.cluster ?? {enabled: false, settled: true, members: []}, totals: null};
  departed = told.departed.map(eventOf);
  status.totals = totals();
  for (const it of departed.filter(each => !before.has(each.id)).reverse()) tell(it.type, it);
  for (const it of joined) tell("joined", {id: `${it.since} ${it.id}`, type: "joined", at: it.since, namespace: it.namespace, key: it.key, instance: it.id, reason: "registered"});
  if (changed.size || gone.length) tell("stats", {now: listed.now, totals: status.totals, gone, edges: [], namespaces: [...changed].map(name => rows.get(name)).filter(Boolean)});
}

async function ask(path, signal) {
  const answer = await fetch(`api/${path}`, {signal});
  if (!answer.ok && answer.status !== 503) throw new Error(`the registry answered ${answer.status}`);
  return answer.json();
}

/**
 * Asks until it is aborted, or until the registry does not answer.
 * @param {AbortSignal} signal
 * @param {(name: string, data: object) => void} tell takes each event, as of the stream
 */
export async function follow(signal, tell) {
  for (let first = true; ; first = false) {
    if (first || !document.hidden) {
      const [listed, told] = await Promise.all([ask("namespaces", signal), ask("status", signal)]);
      take(listed, told, first ? () => {} : tell);
      if (first) tell("hello", {now: listed.now, last: "", totals: status.totals});
    }
    await new Promise(done => setTimeout(done, instances.size <= FEW ? SOON_MS : LATER_MS));
    signal.throwIfAborted();
  }
}

function page(all, {filter = "", state, sort = "name", offset = 0, limit = 100}) {
  const text = filter.toLowerCase();
  const found = all.filter(it => (!state || it.state === state) && [it.name, it.key, it.namespace].some(each => each?.toLowerCase().includes(text)));
  const by = sort.replace(/^-/, "");
  const value = VALUE[by] ?? (it => it[by] ?? 0);
  const sign = sort.startsWith("-") ? -1 : 1;
  found.sort((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0));
  return {total: found.length, offset: Number(offset), limit, items: found.slice(Number(offset), Number(offset) + limit)};
}

/**
 * Answers what the API of such a registry does not.
 * @param {string} path below /api
 * @param {object} query
 * @returns {object|undefined|null} the answer; null if there is no such thing; undefined if the registry itself answers
 */
export function answer(path, query) {
  if (path === "status") return status;
  if (path === "calls") return {edges: []};
  if (path === "events/recent") return {events: departed};
  if (path === "namespaces") return page([...namespaces.values()], query);
  if (path === "instances") return page([...instances.values()], {sort: "key", ...query});
  if (path.endsWith("/routes")) return path.startsWith("instances/") ? null : undefined;
  const [kind, ...rest] = path.split("/").map(decodeURIComponent);
  if (kind === "instances") return instances.get(rest.join("/")) ?? null;
  if (rest.at(-1) === "instances") return page([...instances.values()].filter(it => it.namespace === rest.slice(0, -1).join("/")), {sort: "key", ...query});
  return namespaces.get(rest.join("/")) ?? null;
}
