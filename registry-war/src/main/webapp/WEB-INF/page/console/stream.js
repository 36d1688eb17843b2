// Reads GET /api/events. It uses fetch instead of EventSource, which tells neither the status of a refusal nor comments,
// so that a dead connection would look alive.
import {failureOf} from "./api.js";

const SILENCE_MS = 35_000; // the registry sends a comment at least every 15 s
const RETRY_MS = [250, 500, 1000, 2000, 4000];
const MAX_LINE = 4 << 20;

/**
 * Cuts a stream of server-sent events into events.
 * @param {(event: {name: string, id: string|undefined, data: string}) => void} take
 * @returns {(text: string) => void} takes the next piece of the stream
 */
export function parser(take) {
  let rest = "";
  let event = {name: "message", id: undefined, data: []};
  const line = text => {
    if (text === "") {
      if (event.data.length) take({...event, data: event.data.join("\n")});
      event = {name: "message", id: undefined, data: []};
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
   * @param {(state: "connecting"|"live"|"reconnecting"|"paused"|"refused", why?: string) => void} tell takes each new state
   */
  constructor(take, tell) {
    this.#take = take;
    this.#tell = tell;
  }

  start() {
    this.#stop();
    this.#tell(this.#tries ? "reconnecting" : "connecting");
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
    let wait;
    let silence;
    const heard = () => { clearTimeout(silence); silence = setTimeout(() => abort.abort("silence"), SILENCE_MS); };
    try {
      heard();
      const answer = await fetch(`api/events${this.#last ? `?after=${encodeURIComponent(this.#last)}` : ""}`,
          {signal: abort.signal, headers: {Accept: "text/event-stream"}});
      if (!answer.ok) {
        const failure = await failureOf(answer);
        if ([401, 403, 421, 429].includes(answer.status)) return this.#tell("refused", failure.message);
        wait = 1000 * Number(answer.headers.get("Retry-After") ?? 0) || undefined;
        throw failure;
      }
      const parse = parser(event => this.#event(event));
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        heard();
        parse(part.value);
      }
    } catch (failure) {
      if (abort.signal.aborted && abort.signal.reason !== "silence") return;
      console.debug("the stream of events ended", failure);
    } finally {
      clearTimeout(silence);
    }
    if (abort !== this.#abort || abort.signal.aborted && abort.signal.reason !== "silence") return;
    this.#tell("reconnecting");
    wait ??= RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)] * (0.75 + Math.random() / 2);
    this.#tries++;
    this.#timer = setTimeout(() => this.#run(this.#abort = new AbortController()), wait);
  }

  #event({name, id, data}) {
    if (id) this.#last = id;
    if (name === "reset") this.#last = undefined;
    const value = JSON.parse(data);
    if (name === "hello") {
      this.#last ??= value.last;
      this.#tries = 0;
      this.#tell("live");
    }
    this.#take(name, value);
  }
}
