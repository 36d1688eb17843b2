// Loads what the registry has, and loads it again when it changes.
import {get, getIfNew} from "./api.js";
import {mergeEvents, replaceEdges, seen, set, setProblem, store} from "./store.js";

const SHORTEST_MS = 250;
const LONGEST_MS = 5000;
const AFTER_FAILURE_MS = 1000;
const RETRY_MS = 5000;
const OLD_MS = 10_000;
const FINAL = new Set([401, 403, 404, 421]); // another try has the same answer

/**
 * @param {number|undefined} total how many rows a list has
 * @returns {number} the shortest time between two requests for it, in milliseconds: 250 up to 1,000 rows, 5,000 from 20,000 on
 */
export const pauseFor = total => Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (total ?? 0) / 4));

/**
 * Asks for one thing again and again. At most one request is under way and one more waits, so that answers do not
 * overtake each other. While the stream is live it asks again 5 s after a failure that may pass. For what changes without
 * an event, as the time at which an instance was heard last, {@link Loader#tick} asks again when an answer is 10 s old.
 */
export class Loader {
  #ask;
  #show;
  #failed;
  #pause;
  #abort = null;
  #isDue = false;
  #timer = null;
  #at = 0;
  #next = -Infinity;
  #old;
  #oldAt = Infinity;
  #ended = false;

  /**
   * @param {object} options
   * @param {(signal: AbortSignal) => Promise<object>} options.ask
   * @param {(answer: object) => void} options.show takes each answer
   * @param {(failure: Error) => void} options.failed takes each failure
   * @param {() => number} [options.pause] the shortest time between two requests, in milliseconds; it is longer if answers take long
   * @param {number} [options.old] the age at which an answer is asked for again, in milliseconds
   */
  constructor({ask, show, failed, pause = () => SHORTEST_MS, old = OLD_MS}) {
    [this.#ask, this.#show, this.#failed, this.#pause, this.#old] = [ask, show, failed, pause, old];
  }

  /** Asks when the request under way has ended and the pause is over. Many calls make one request. */
  soon() {
    if (this.#ended) return;
    if (this.#abort) this.#isDue = true;
    else this.#plan(this.#next - performance.now());
  }

  /** Asks again if the answer is old and no request is under way. Call it regularly, while somebody looks. */
  tick() {
    if (!this.#abort && performance.now() >= this.#oldAt) this.soon();
  }

  #plan(millis) {
    const at = performance.now() + Math.max(0, millis);
    if (this.#timer !== null && this.#at <= at) return;
    clearTimeout(this.#timer);
    this.#at = at;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (store.stream !== "paused") this.now();
    }, Math.max(0, millis));
  }

  /** Asks at once, and ends the request under way: for another question. */
  async now() {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#isDue = false;
    this.#abort?.abort();
    const abort = this.#abort = new AbortController();
    const begun = performance.now();
    const [answer, failure] = await this.#ask(abort.signal).then(value => [value], problem => [undefined, problem]);
    if (abort !== this.#abort) return; // a later question counts, or the view has closed
    this.#abort = null;
    const isDue = this.#isDue;
    this.#oldAt = failure ? Infinity : begun + this.#old;
    this.#next = begun + Math.max(this.#pause(), 2 * (performance.now() - begun), failure ? AFTER_FAILURE_MS : 0);
    try {
      if (failure) this.#failed(failure);
      else this.#show(answer);
    } catch (fault) {
      console.error("an answer was not shown", fault);
    }
    if (isDue) this.soon();
    else if (failure && !FINAL.has(failure.status) && store.stream === "live" && !this.#ended && !this.#abort) this.#plan(RETRY_MS);
  }

  /** Ends the request under way; later answers are not shown. */
  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }
}

/** Loads what the registry says of itself. */
export const status = new Loader({
  ask: signal => get("status", {}, signal),
  show: it => set({status: it, problems: {...store.problems, status: ""}}, "status"),
  failed: failure => setProblem("status", failure.message, "status"),
});

let [edges, tag, asked] = [[], "", 0];
/** Loads the calls between services. The answer is short if nothing has changed. */
export const calls = new Loader({
  ask(signal) {
    asked = performance.now();
    return getIfNew("calls", tag, signal);
  },
  show(answer) {
    if (answer) [edges, tag] = [answer.value.edges, answer.tag];
    replaceEdges(edges, asked);
    setProblem("calls", "", "calls");
  },
  failed: failure => setProblem("calls", failure.message, "calls"),
});

/** Loads the busiest services, with their states. The stream tells only those that change. */
export const busiest = new Loader({
  ask: signal => get("namespaces", {sort: "-rate", limit: 1000}, signal),
  show({items}) {
    items.forEach(seen);
    set({}, "namespaces");
  },
  failed: failure => console.debug("the states of the services are not known now", failure),
});

/** Loads the last events. */
export const recent = new Loader({
  ask: signal => get("events/recent", {limit: 500}, signal),
  show: ({events}) => set({events: mergeEvents(store.events, events), problems: {...store.problems, recent: ""}}, "events"),
  failed: failure => setProblem("recent", failure.message, "events"),
});
