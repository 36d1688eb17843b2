// The table of the instances of a service, or of all services.
import {h, setText} from "./dom.js";
import {millis, NONE, rate} from "./format.js";
import {instanceLink, showFailed, showLink, showState, showTime} from "./parts.js";
import {PagedTable} from "./table.js";
import {segments} from "./api.js";

const COLUMNS = [
  {title: "Instance", sort: "key"}, {title: "State", sort: "state", down: true}, {title: "Version", sort: "version"}, {title: "Zone", sort: "zone"},
  {title: "Calls/s", sort: "rate", number: true, down: true, callsOnly: true}, {title: "Failed", sort: "failed", number: true, down: true, callsOnly: true},
  {title: "p99", sort: "p99", number: true, down: true, callsOnly: true}, {title: "Heard", sort: "heartbeat", down: true}, {title: "Registered", sort: "since", down: true},
];

const STATES = {left: "left", lost: "lost", evicted: "evicted", ejected: "ejected", draining: "draining", restored: "healthy", joined: "healthy"};

/**
 * @param {string} what the type of an event
 * @param {object|undefined} data
 * @returns {string|undefined} the state of the instance after it; one that joins may be ejected still
 */
export const stateAfter = (what, data) => data?.state ?? STATES[what];

/**
 * Shows an event about an instance in its row at once: the next page of the list may be seconds away.
 * @param {PagedTable} table
 * @param {string} what the type of the event
 * @param {object|undefined} data
 */
export function showEvent(table, what, data) {
  const state = stateAfter(what, data);
  if (data?.instance && state) table.patch(data.instance, {state, ejection: undefined});
}

/**
 * @param {string|null} namespace the service, or null for all
 * @param {object} query
 * @param {(change: object) => void} change
 * @returns {PagedTable}
 */
export function instanceTable(namespace, query, change) {
  return new PagedTable({
    from: namespace === null ? "instances" : `namespaces/${segments(namespace)}/instances`,
    caption: namespace === null ? "Instances of all services" : `Instances of ${namespace}`, noun: "instance", columns: COLUMNS,
    query: {sort: "key", ...query}, change, keyOf: it => it.id,
    show(cells, it) {
      showLink(cells[0], instanceLink(it.id), it.key);
      if (namespace === null && !cells[0].querySelector("small")) cells[0].append(h("small", null, ` ${it.namespace}`));
      showState(cells[1], it);
      setText(cells[2], it.version ?? NONE);
      setText(cells[3], it.zone ?? NONE);
      setText(cells[4], rate(it.calls?.rate));
      showFailed(cells[5], it.calls);
      setText(cells[6], millis(it.calls?.p99));
      showTime(cells[7], it.lastHeartbeat);
      showTime(cells[8], it.since);
    },
  });
}
