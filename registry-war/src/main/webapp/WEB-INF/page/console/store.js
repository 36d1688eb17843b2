// Holds what the stream has told: totals, calls between services, the last events, and samples for the charts.

const SAMPLES = 300; // of 2 s: 10 minutes
const SAMPLE_MS = 2000;
const MAX_HISTORIES = 2000;
const MAX_EVENTS = 1000;
const listeners = new Set();
const histories = new Map();
const newEdges = new Map(); // the edges of the stream since the last answer with all edges

/** The current state. Views read it, and only {@link take} and {@link set} change it. */
export const store = {
  status: null, totals: null, edges: new Map(), namespaces: new Map(), events: [], skew: 0, stream: "connecting", why: "",
  /** Whether the registry has numbers of calls. */
  hasCalls: false,
  /** Why status, calls or recent events are not known, by these names; "" if they are. */
  problems: {status: "", calls: "", recent: ""},
};

/** @returns {number} the registry's time, in milliseconds, which does not depend on the browser's clock */
export const now = () => Date.now() + store.skew;

/**
 * @param {(what: string, data: object|undefined) => void} listener is called after each change
 * @returns {() => void} ends that
 */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(what, data) {
  for (const listener of [...listeners]) {
    try {
      listener(what, data);
    } catch (failure) {
      console.error(`a view does not show ${what}`, failure); // the others do
    }
  }
}

/** @param {Partial<typeof store>} values @param {string} what the name of the change */
export function set(values, what) {
  Object.assign(store, values);
  tell(what);
}

/** @param {"status"|"calls"|"recent"} name @param {string} problem why that is not known, or "" @param {string} what the name of the change */
export function setProblem(name, problem, what) {
  set({problems: {...store.problems, [name]: problem}}, what);
}

/** @param {Array<object>} all totals, namespaces or instances: the first one with numbers of calls has their columns shown */
export function noteCalls(all) {
  if (!store.hasCalls && all.some(it => it?.calls)) set({hasCalls: true}, "has-calls");
}

/** @param {{from: string, to: string}} edge */
export const edgeKey = edge => JSON.stringify([edge.from, edge.to]);

/**
 * Takes an event of the stream.
 * @param {string} name its type
 * @param {object} data
 */
export function take(name, data) {
  if (data.now) store.skew = Date.parse(data.now) - Date.now();
  // the stream does not send the ends that this page missed while it was not connected
  if (name === "hello" || name === "reset") store.namespaces.clear();
  if (data.totals) {
    store.totals = data.totals;
    noteCalls([data.totals]);
    sample("", data.totals.calls);
  }
  if (name === "stats") {
    for (const it of data.namespaces) {
      store.namespaces.set(it.name, it);
      sample(it.name, it.calls);
    }
    noteCalls(data.namespaces);
    for (const gone of data.gone) store.namespaces.delete(gone);
    for (const edge of data.edges) newEdges.set(edgeKey(edge), {edge, at: performance.now()});
    putEdges(data.edges);
  } else if (name !== "hello" && name !== "reset" && !store.events.some(event => event.id === data.id)) {
    store.events = [data, ...store.events.slice(0, MAX_EVENTS - 1)];
  }
  tell(name, data);
}

/**
 * Joins events that came by the stream and events that came as a list. Each is there once, the newest first.
 * @param {Array<object>} streamed
 * @param {Array<object>} listed
 * @returns {Array<object>} at most 1,000
 */
export function mergeEvents(streamed, listed) {
  const known = new Set(listed.map(event => event.id));
  return [...streamed.filter(event => !known.has(event.id)), ...listed]
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, MAX_EVENTS);
}

function putEdges(edges) {
  for (const edge of edges) {
    if (edge.calls.rate > 0) store.edges.set(edgeKey(edge), edge);
    else store.edges.delete(edgeKey(edge));
  }
}

/**
 * Replaces all calls between services. Those that the stream told after the request are newer, and stay.
 * @param {Array<object>} edges one without calls is left out
 * @param {number} asked when they were asked for, by performance.now()
 */
export function replaceEdges(edges, asked) {
  for (const [key, {at}] of newEdges) if (at < asked) newEdges.delete(key);
  store.edges.clear();
  putEdges(edges);
  putEdges([...newEdges.values()].map(each => each.edge));
}

function sample(name, calls) {
  let history = histories.get(name);
  if (!history) {
    if (histories.size >= MAX_HISTORIES) histories.delete([...histories.keys()].find(each => each !== ""));
    histories.set(name, history = {at: [], rate: [], failed: [], p99: []});
  }
  const at = now();
  const last = history.at.length - 1;
  const values = {at, rate: calls?.rate ?? 0, failed: 100 * (calls?.failed ?? 0), p99: calls?.p99 ?? null};
  if (last >= 0 && at - history.at[last] < SAMPLE_MS / 2) {
    for (const key of Object.keys(values)) if (key !== "at") history[key][last] = values[key];
    return;
  }
  for (const key of Object.keys(values)) {
    history[key].push(values[key]);
    if (history[key].length > SAMPLES) history[key].shift();
  }
}

/** Repeats the last sample of each service that reported nothing new, so that all charts go on. */
export function tick() {
  const at = now();
  for (const history of histories.values()) {
    const last = history.at.length - 1;
    if (at - history.at[last] < SAMPLE_MS) continue;
    history.at.push(at);
    for (const key of ["rate", "failed", "p99"]) history[key].push(history[key][last]);
    if (history.at.length > SAMPLES) Object.values(history).forEach(values => values.shift());
  }
}

/**
 * @param {string} name a namespace, or "" for all
 * @returns {{at: number[], rate: number[], failed: number[], p99: (number|null)[]}} the samples since this page was opened
 */
export const history = name => histories.get(name) ?? {at: [], rate: [], failed: [], p99: []};

/** @param {object} it a namespace as a page of the API has it: its numbers begin a history */
export function seen(it) {
  noteCalls([it]);
  if (!store.namespaces.has(it.name)) {
    store.namespaces.set(it.name, it);
    sample(it.name, it.calls);
  }
}
