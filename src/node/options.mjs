// The options of nodes and calls. Null and undefined stand for the default.

import { MIN_MESSAGE } from './address.mjs';
import { readSecrets } from './tokens.mjs';

/** The longest time of a timer of Node.js in milliseconds. A longer one would fire at once. */
export const LONGEST_MILLIS = 2 ** 31 - 1;

const DEFAULTS = {
    registry: 'ws://localhost:8427', bind: '127.0.0.1', port: 0, tls: {}, secret: [], allowPlain: false, timeout: 30_000, retries: 1, lookupTimeout: 10_000,
    connectTimeout: 5_000, handlerTimeout: 30_000, drainTimeout: 20_000, heartbeatInterval: 10_000, reconnectDelay: 3_000,
    pingInterval: 10_000, maxMessage: 1_048_576,
    onError: (error, { url, correlationId }) => console.error(`${url} failed, correlation id ${correlationId}:`, error),
};
const LEAST = {
    timeout: 0, retries: 0, lookupTimeout: 1, connectTimeout: 1, handlerTimeout: 1, drainTimeout: 0, heartbeatInterval: 1, reconnectDelay: 0,
    pingInterval: 2, maxMessage: MIN_MESSAGE,
};

/** The options of a node, with the defaults. Throws a TypeError where one is invalid. */
export const nodeOptions = given => {
    const options = { ...DEFAULTS, ...present(given) };
    for (const [name, least] of Object.entries(LEAST)) options[name] = number(name, options[name], least);
    options.secrets = readSecrets(options.secret);
    return options;
};

/** The options of a call, with those of its node as the defaults. Throws a TypeError where one is invalid. */
export const callOptions = (node, given) => {
    const options = { timeout: node.timeout, retries: node.retries, ...present(given) };
    return { ...options, timeout: duration(options.timeout), retries: number('retries', options.retries, 0) };
};

/** A time in milliseconds, the longest one where none was given. It may be over already, and then is below 0. */
export const duration = value => number('timeout', value ?? LONGEST_MILLIS, -Infinity);

const present = given => Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== null && value !== undefined));

const number = (name, value, least) => {
    if (typeof value !== 'number' || !(value >= least)) throw new TypeError(`${name} is no number${least > -Infinity ? ` of ${least} or more` : ''}`);
    return Math.min(value, LONGEST_MILLIS);
};
