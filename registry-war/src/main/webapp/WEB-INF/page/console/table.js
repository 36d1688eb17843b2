// A table whose rows the registry sorts, filters and pages, so that 10,000 rows cost no more than 50.
import {get} from "./api.js";
import {count, whole} from "./format.js";
import {fill, h, setText, update} from "./dom.js";
import {Loader, pauseFor} from "./load.js";
import {noteCalls} from "./store.js";

const PAGE = 50;

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {string} [sort] the name by which the registry sorts
 * @property {boolean} [number] whether it holds numbers
 * @property {boolean} [down] whether the largest comes first
 * @property {boolean} [callsOnly] whether only a registry with numbers of calls has it
 */

const classOf = column => [column.number && "n", column.callsOnly && "calls-only"].filter(Boolean).join(" ") || null;

/** One page of rows at a time, with its headings and its pager. */
export class PagedTable {
  #from;
  #columns;
  #query;
  #change;
  #show;
  #keyOf;
  #noun;
  #puts = new Map();
  #body = h("tbody");
  #heads = [];
  #range = h("span", {"aria-live": "polite"});
  #empty = h("p", {class: "empty", hidden: true});
  #previous = h("button", {type: "button", onclick: () => this.#turn(-1)}, "Previous");
  #next = h("button", {type: "button", onclick: () => this.#turn(1)}, "Next");
  /** The rows that are shown. */
  items = [];
  #loader = new Loader({
    ask: signal => {
      this.#puts.clear();
      return get(this.#from, {...this.#query, limit: PAGE}, signal);
    },
    show: page => this.#showPage(page),
    failed: failure => {
      if (failure.status === 404) this.#showPage({total: 0, offset: 0, items: []});
      else setText(this.#range, `${this.total === undefined ? "The list is not known now." : "This list may be old."} ${failure.message}`);
    },
    pause: () => pauseFor(this.total),
  });

  /**
   * @param {object} options
   * @param {string} options.from the resource below /api
   * @param {string} options.caption what the table shows, for screen readers
   * @param {string} options.noun what a row is
   * @param {Column[]} options.columns the first one heads the row
   * @param {object} options.query filter, state, sort and offset
   * @param {(query: object) => void} options.change takes what a person changes: the order or the page
   * @param {(item: object) => string} options.keyOf
   * @param {(cells: Element[], item: object, row: Element) => void} options.show shows an item in the cells of its row
   */
  constructor({from, caption, noun, columns, query, change, keyOf, show}) {
    [this.#from, this.#noun, this.#columns, this.#query] = [from, noun, columns, query];
    [this.#change, this.#keyOf, this.#show] = [change, keyOf, show];
    const head = h("tr", null, columns.map(column => this.#head(column)));
    const table = h("table", null, h("caption", {class: "unseen"}, caption), h("thead", null, head), this.#body);
    this.element = h("div", {class: "paged"}, h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": `${caption}, as a table`}, table),
        this.#empty, h("div", {class: "pager"}, this.#range, this.#previous, this.#next));
  }

  #head(column) {
    if (!column.sort) return h("th", {scope: "col", class: classOf(column)}, column.title);
    const button = h("button", {type: "button", class: "sort", onclick: () => this.#sortBy(column)}, column.title);
    const head = h("th", {scope: "col", class: classOf(column)}, button);
    this.#heads.push([column, head]);
    return head;
  }

  #sortBy(column) {
    const first = column.down ? `-${column.sort}` : column.sort;
    const second = column.down ? column.sort : `-${column.sort}`;
    this.#change({sort: this.#query.sort === first ? second : first, offset: 0});
  }

  #turn(pages) {
    this.#change({offset: Math.max(0, Number(this.#query.offset ?? 0) + pages * PAGE)});
  }

  /** @param {object} query shows other rows */
  set query(query) {
    this.#query = query;
    this.load();
  }

  /** Asks for the page again, soon; the longer the list, the later. */
  refresh() {
    this.#loader.soon();
  }

  /** Ends all requests. Call it when the view closes. */
  end() {
    this.#loader.end();
  }

  /** Asks for the page now. A later question wins over an earlier one. */
  load() {
    for (const [column, head] of this.#heads) {
      const sorted = this.#query.sort?.replace(/^-/, "") === column.sort;
      if (sorted) head.setAttribute("aria-sort", this.#query.sort.startsWith("-") ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    this.#loader.now();
  }

  #showPage({total, offset, items}) {
    if (items.length === 0 && total > 0 && offset > 0) return this.#change({offset: 0});
    noteCalls(items);
    this.items = items.map(item => this.#puts.get(this.#keyOf(item)) ?? item); // the stream was faster
    this.total = total;
    this.#rows();
    this.element.querySelector("table").hidden = total === 0;
    this.#empty.hidden = total > 0;
    if (total === 0) fill(this.#empty, this.empty?.() ?? `No ${this.#noun} matches. Change the search or the filter.`);
    setText(this.#range, total === 0 ? `0 ${this.#noun}s`
        : items.length === total ? count(total, this.#noun) : `${whole(offset + 1)}–${whole(offset + items.length)} of ${count(total, this.#noun)}`);
    const one = items.length === total;
    this.#previous.hidden = this.#next.hidden = one;
    this.#previous.disabled = offset === 0;
    this.#next.disabled = offset + items.length >= total;
  }

  #rows() {
    update(this.#body, this.items, this.#keyOf, () => this.#row(), (row, item) => this.#show(row.cells, item, row));
  }

  #row() {
    return h("tr", null, this.#columns.map((column, i) =>
      i === 0 ? h("th", {scope: "row"}) : h("td", {class: classOf(column)})));
  }

  /** Shows a newer state of a row that is on this page. @param {object} item */
  put(item) {
    this.#puts.set(this.#keyOf(item), item);
    const i = this.items.findIndex(each => this.#keyOf(each) === this.#keyOf(item));
    if (i >= 0) this.items[i] = item;
    return i >= 0;
  }

  /**
   * Shows what the stream tells of a row that is on this page, until the registry is asked for the page again.
   * @param {string} key
   * @param {object} values the members that have changed
   */
  patch(key, values) {
    const item = this.items.find(each => this.#keyOf(each) === key);
    if (item && this.put({...item, ...values})) this.#rows();
  }

  /** Shows the rows again, for their times and numbers. */
  redraw() {
    this.#rows();
  }

  /** Shows the rows again, and asks for the page again if it is old: no event tells when an instance was heard. */
  tick() {
    this.#rows();
    this.#loader.tick();
  }
}
