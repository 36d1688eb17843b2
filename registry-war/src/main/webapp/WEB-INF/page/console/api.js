// Asks the registry. Paths are relative, because the registry may be deployed below a path.

const PATIENCE_MS = 10_000;

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
  429: "Too many wrong passwords came from your address. Wait a minute, then load this page again.",
};

/**
 * Makes the failure of an answer.
 * @param {Response} answer
 * @returns {Promise<Failure>}
 */
export async function failureOf(answer) {
  const text = (await answer.text()).trim();
  if (WORDS[answer.status]) return new Failure(text && answer.status === 403 ? text : WORDS[answer.status], answer.status);
  let said = text;
  try {
    said = JSON.parse(text).message ?? text;
  } catch {
    // the answer is a line of text
  }
  return new Failure(said || `The registry answered ${answer.status}. Try again.`, answer.status);
}

async function send(path, options) {
  let answer;
  try {
    answer = await fetch(path, {signal: AbortSignal.timeout(PATIENCE_MS), ...options});
  } catch {
    throw new Failure("The registry does not answer. Check that it runs and that your network reaches it.", 0);
  }
  return answer;
}

/**
 * Gets a resource as JSON.
 * @param {string} path below /api
 * @param {Object<string, string|number|undefined>} [query] parameters; empty ones are left out
 */
export async function get(path, query = {}) {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const answer = await send(`api/${path}${filled.length ? `?${new URLSearchParams(filled)}` : ""}`);
  // the status of a stalled registry is 503, and says why
  if (!answer.ok && !(path === "status" && answer.status === 503)) throw await failureOf(answer);
  return answer.json();
}

/** @param {string} path below /api; sends a POST without a body */
export async function act(path) {
  const answer = await send(`api/${path}`, {method: "POST"});
  if (!answer.ok) throw await failureOf(answer);
  return answer.json();
}

/** @param {string} name a namespace @returns {string} its name in a path */
export const segments = name => name.split("/").map(encodeURIComponent).join("/");

/** @param {string} name a namespace @returns {Promise<object|null>} the OpenAPI document of one instance, if it has one */
export async function schemaOf(name) {
  const answer = await send(`openapi/${segments(name)}`);
  return answer.ok ? answer.json() : null;
}

/**
 * Calls a route through the gateway.
 * @param {string} name the namespace
 * @param {string} route the path of the route, with values in place of its parameters
 * @param {string} body one JSON value, or nothing
 * @param {number} seconds the time for the call
 * @returns {Promise<{status: number, millis: number, text: string}>}
 */
export async function call(name, route, body, seconds) {
  const begun = performance.now();
  const path = route.split("/").map(encodeURIComponent).join("/");
  const answer = await send(`call/${segments(name)}${path.startsWith("/") ? "" : "/"}${path}?timeout=${seconds}s`, {
    method: "POST", body, headers: {"Content-Type": "application/json"}, signal: AbortSignal.timeout((seconds + 5) * 1000),
  });
  const text = await answer.text();
  return {status: answer.status, millis: performance.now() - begun, text};
}
