// The instances of all services: for a search by address, version or zone.
import {cardHead} from "./parts.js";
import {h} from "./dom.js";
import {instanceTable, showEvent} from "./instances.js";

const STATES = [["", "All states"], ["healthy", "Healthy"], ["ejected", "Ejected"], ["draining", "Draining"]];
const MEMBERS = new Set(["joined", "left", "lost", "evicted", "ejected", "restored", "draining", "hello", "reset"]);

/**
 * @param {object} page
 * @param {Element} page.root
 * @param {object} page.query
 * @param {(change: object) => void} page.change
 */
export function instances({root, query, change}) {
  const table = instanceTable(null, query, change);
  const filter = h("select", {"aria-label": "Show instances in this state", onchange: event => change({state: event.target.value, offset: 0})},
      STATES.map(([value, words]) => h("option", {value, selected: value === (query.state ?? "")}, words)));
  root.append(h("section", {class: "card"}, cardHead("Instances of all services", filter), table.element));
  table.load();
  return {
    title: "Instances",
    query(next) { query = next; filter.value = next.state ?? ""; table.query = {sort: "key", ...next}; },
    tick() { table.tick(); },
    event(what, data) {
      if (!MEMBERS.has(what)) return;
      showEvent(table, what, data);
      table.refresh();
    },
    end() { table.end(); },
  };
}
