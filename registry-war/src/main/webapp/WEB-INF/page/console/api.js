// Asks the registry. Paths are relative, because the registry may be deployed below a path.

const TIMEOUT_MS = 10_000;

/** A failure in words that say what happened and what to do. */
export class Failure extends Error {
  /** @param {string} message @param {number} status the status of HTTP, or 0 if there was no answer */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const WORDS = {
  401: "Your sign-in has ended. Load this page again to sign in.",
  403: "You may not do that. Sign in as somebody who may.",
  421: "The registry does not answer to this host name. Set micro.security.names, or use its IP address.",
  429: "Too many wrong passwords came from your address. Wait a minute.",
};
const SILENT = "The registry does not answer. Check that it runs and that your network reaches it.";
const MAX_WORDS = 500;

/**
 * Makes the failure of an answer.
 * @param {{status: number, text: string, type: string}} answer its status, its body, and its media type
 * @returns {Failure}
 */
export function failureOf({status, text: body, type}) {
  const text = type.startsWith("text/html") ? "" : body.trim().slice(0, MAX_WORDS); // the page of a proxy says nothing here
  if (WORDS[status]) return new Failure(text && status === 403 ? text : WORDS[status], status);
  let said = text;
  try {
    said = JSON.parse(body).message?.slice(0, MAX_WORDS) ?? text;
  } catch {
    // the answer is a line of text
  }
  return new Failure(said || `The registry answered ${status}. Try again.`, status);
}

/** @param {Response} answer @returns {Promise<{status: number, ok: boolean, tag: string, text: string, type: string}>} the whole answer */
export const whole = async answer => ({
  status: answer.status, ok: answer.ok, tag: answer.headers.get("ETag") ?? "", text: await answer.text(), type: answer.headers.get("Content-Type") ?? "",
});

async function send(path, {signal, timeout = TIMEOUT_MS, ...options} = {}) {
  const abort = new AbortController();
  let late = false;
  const timer = setTimeout(() => { late = true; abort.abort(); }, timeout);
  const stop = () => abort.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  try {
    return await whole(await fetch(path, {...options, signal: abort.signal}));
  } catch {
    throw new Failure(late ? `The registry has not answered within ${Math.round(timeout / 1000)} s. Try again.` : SILENT, 0);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function json(answer) {
  try {
    return JSON.parse(answer.text);
  } catch {
    if (!answer.ok) throw failureOf(answer);
    throw new Failure("The answer is not JSON. Check whether a proxy answers in place of the registry.", 0);
  }
}

/**
 * Gets a resource as JSON.
 * @param {string} path below /api
 * @param {Object<string, string|number|undefined>} [query] parameters; empty ones are left out
 * @param {AbortSignal} [signal] ends the request
 * @throws {Failure} if there is no answer, or one without the resource
 */
export async function get(path, query = {}, signal = undefined) {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const answer = await send(`api/${path}${filled.length ? `?${new URLSearchParams(filled)}` : ""}`, {signal});
  // the status of a stalled registry is 503, and says why
  if (!answer.ok && !(path === "status" && answer.status === 503)) throw failureOf(answer);
  return json(answer);
}

/**
 * Gets a resource as JSON if it has changed.
 * @param {string} path below /api
 * @param {string} tag of the last answer, or ""
 * @param {AbortSignal} signal ends the request
 * @returns {Promise<{value: object, tag: string}|null>} null if nothing has changed
 * @throws {Failure} if there is no answer, or one without the resource
 */
export async function getIfNew(path, tag, signal) {
  const answer = await send(`api/${path}`, {signal, cache: "no-store", headers: tag ? {"If-None-Match": tag} : {}});
  if (answer.status === 304) return null;
  if (!answer.ok) throw failureOf(answer);
  return {value: json(answer), tag: answer.tag};
}

/** @param {string} path below /api; sends a POST without a body */
export async function act(path) {
  const answer = await send(`api/${path}`, {method: "POST"});
  if (!answer.ok) throw failureOf(answer);
  return json(answer);
}

/** @param {string} name a namespace @returns {string} its name in a path */
export const segments = name => name.split("/").map(encodeURIComponent).join("/");

/** @param {string} name a namespace @returns {Promise<object|null>} the OpenAPI document of one instance, if it has one */
export async function schemaOf(name) {
  const answer = await send(`openapi/${segments(name)}`);
  if (answer.status === 404) return null;
  if (!answer.ok) throw failureOf(answer);
  return json(answer);
}

/**
 * Calls a route through the gateway.
 * @param {string} name the namespace
 * @param {string} path the encoded path of the route, with values in place of its parameters
 * @param {string} body one JSON value, or nothing
 * @param {number} seconds the time for the call
 * @returns {Promise<{status: number, millis: number, text: string}>}
 */
export async function call(name, path, body, seconds) {
  const begun = performance.now();
  const answer = await send(`call/${segments(name)}${path.startsWith("/") ? "" : "/"}${path}?timeout=${seconds}s`, {
    method: "POST", body, headers: {"Content-Type": "application/json"}, timeout: (seconds + 5) * 1000,
  });
  return {status: answer.status, millis: performance.now() - begun, text: answer.text};
}
