// Reads GET /api/events. It uses fetch instead of EventSource, which tells neither the status of a refusal nor comments,
// so that a dead connection would look alive.
import {failureOf, whole} from "./api.js";

const SILENCE_MS = 15_000; // the registry sends a comment every 5 s
const RETRY_MS = [250, 500, 1000, 2000, 4000];
const STABLE_MS = 5000; // a stream that ends earlier counts as a failed try
const PASSWORDS_MS = 60_000; // after 429 without Retry-After
const LONGEST_WAIT_MS = 300_000;
const MAX_LINE = 4 << 20;

/**
 * Cuts a stream of server-sent events into events.
 * @param {(event: {name: string, id: string|undefined, data: string}) => void} take
 * @returns {(text: string) => void} takes the next piece of the stream
 */
export function parser(take) {
  let rest = "";
  let event = {name: "message", id: undefined, data: []};
  let length = 0;
  const line = text => {
    length += text.length;
    if (length > MAX_LINE) throw new Error("an event is too long");
    if (text === "") {
      const whole = event;
      event = {name: "message", id: undefined, data: []};
      length = 0;
      if (whole.data.length) take({...whole, data: whole.data.join("\n")});
    } else if (!text.startsWith(":")) {
      const colon = text.indexOf(":");
      const field = colon < 0 ? text : text.slice(0, colon);
      const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
      if (field === "event") event.name = value;
      else if (field === "id") event.id = value;
      else if (field === "data") event.data.push(value);
    }
  };
  return text => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    if (rest.length > MAX_LINE) throw new Error("an event is too long");
    lines.forEach(line);
  };
}

/**
 * @param {string|null} header Retry-After, in seconds; a date counts as absent
 * @param {number} status of the answer
 * @returns {number|undefined} how long to wait, in milliseconds; undefined if the answer does not say
 */
export function waitOf(header, status) {
  const millis = 1000 * Number(header);
  if (millis > 0) return Math.min(millis, LONGEST_WAIT_MS);
  return status === 429 ? PASSWORDS_MS : undefined;
}

/** A stream that connects again until it is paused. */
export class Stream {
  #take;
  #tell;
  #last;
  #abort;
  #tries = 0;
  #timer;

  /**
   * @param {(name: string, data: object) => void} take takes each event
   * @param {(state: "connecting"|"live"|"reconnecting"|"paused"|"refused", why?: string) => void} tell takes each new state, and what the registry said
   */
  constructor(take, tell) {
    this.#take = take;
    this.#tell = tell;
  }

  start() {
    this.#stop();
    this.#tries = 0;
    this.#tell("connecting");
    this.#run(this.#abort = new AbortController());
  }

  pause() {
    this.#stop();
    this.#tries = 0;
    this.#tell("paused");
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  async #run(abort) {
    const begun = performance.now();
    const isOver = () => abort !== this.#abort || abort.signal.aborted && abort.signal.reason !== "silence";
    let wait;
    let why;
    let silence;
    let reader;
    const heard = () => { clearTimeout(silence); silence = setTimeout(() => abort.abort("silence"), SILENCE_MS); };
    try {
      heard();
      const answer = await fetch(`api/events${this.#last ? `?after=${encodeURIComponent(this.#last)}` : ""}`,
          {signal: abort.signal, headers: {Accept: "text/event-stream"}});
      if (!answer.ok) {
        const failure = failureOf(await whole(answer));
        if ([401, 403, 421].includes(failure.status)) return isOver() || this.#tell("refused", failure.message);
        wait = waitOf(answer.headers.get("Retry-After"), failure.status);
        why = failure.message;
        throw failure;
      }
      const parse = parser(event => isOver() || this.#event(event));
      reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        heard();
        parse(part.value);
      }
    } catch (failure) {
      if (!isOver()) console.debug("the stream of events ended", failure);
    } finally {
      clearTimeout(silence);
      reader?.cancel().catch(() => {}); // closes the connection; one that has failed is closed already
    }
    if (isOver()) return;
    this.#tries = performance.now() - begun < STABLE_MS ? this.#tries : 0;
    this.#tell("reconnecting", why);
    wait = (wait ?? RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)] * 0.75) * (1 + Math.random() / 2);
    this.#tries++;
    this.#timer = setTimeout(() => this.#run(this.#abort = new AbortController()), wait);
  }

  /** One event that cannot be read does not end the stream: the registry would send it again. */
  #event({name, id, data}) {
    if (id) this.#last = id;
    try {
      const value = JSON.parse(data);
      if (!id && name === "reset") this.#last = value.last;
      if (!id && name === "hello") this.#last ??= value.last;
      if (name === "hello") this.#tell("live");
      this.#take(name, value);
    } catch (failure) {
      console.error(`the event ${name} was not shown`, failure);
    }
  }
}
