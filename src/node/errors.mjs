import { isStatus } from './checks.mjs';

/**
 * A call failed.
 *
 * `code` says why: `NOT_FOUND` (the registry knows no instance), `NO_REGISTRY` (no registry can be asked), `CONNECT_FAILED`,
 * `REFUSED` (no handler ran), `ANSWERED` (the handler answered a failure), `TIMEOUT`, `ABORTED`, `LINK_LOST`.
 * `status` is the peer's status, a number or a text, with `REFUSED` and `ANSWERED`.
 * `mayHaveExecuted` is false where the handler certainly did not run.
 */
export class MicroError extends Error {
    constructor(code, message, { status, mayHaveExecuted = false } = {}) {
        super(message);
        this.name = 'MicroError';
        this.code = code;
        this.status = status;
        this.mayHaveExecuted = mayHaveExecuted;
    }
}

/** A handler throws it to answer with a status of its own, a number but 200 or a text. Any other exception is answered 500. */
export class RouteError extends Error {
    constructor(status, message) {
        if (!isStatus(status) || status === 200) throw new TypeError('no status: a whole number but 200, or a text of 1 to 128 characters');
        super(message);
        this.name = 'RouteError';
        this.status = status;
    }
}

/** A request that this node refuses before a handler runs. */
export class Refusal extends RouteError {}
