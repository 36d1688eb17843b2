import { Refusal, RouteError } from './errors.mjs';

const MAX_LISTED = 1_000;
const MAX_LISTED_CHARS = 65_536;

/** The handlers of a node by their urls. */
export class Routes {
    #handlers = new Map();
    #handlerTimeout;
    #onError;
    #leaving = false;

    /**
     * @param handlerTimeout the longest time in milliseconds that a handler may take
     * @param onError is given each exception of a handler that is no RouteError, and the context of its request
     */
    constructor(handlerTimeout, onError) {
        this.#handlerTimeout = handlerTimeout;
        this.#onError = onError;
    }

    set(url, handler) {
        if (!/^\/(?!-\/)/.test(url)) throw new TypeError(`"${url}" is no route: it begins with / and not with /-/`);
        this.#handlers.set(url, handler);
    }

    reserved(url, handler) {
        this.#handlers.set(url, handler);
    }

    /** Some routes of the application in the order of their urls, as the answer of `/-/routes`: those after the url `after`. */
    list(after = '') {
        const urls = [...this.#handlers.keys()].filter(url => !url.startsWith('/-/') && url > after).sort();
        const routes = [];
        for (let chars = 0; routes.length < Math.min(MAX_LISTED, urls.length) && chars <= MAX_LISTED_CHARS; chars += routes.at(-1).path.length) {
            routes.push({ path: urls[routes.length], parameters: [], idempotent: false });
        }
        return { routes, ...(routes.length < urls.length && { more: true }) };
    }

    /** From now on, or no longer, refuses all requests. */
    leaving(leaving) {
        this.#leaving = leaving;
    }

    /** The handler of a url. Throws a Refusal where there is none, or the node is leaving. */
    handler(url) {
        if (this.#leaving) throw new Refusal(503, 'the node is leaving');
        const handler = this.#handlers.get(url);
        if (!handler) throw new Refusal(404, `no route ${url}`);
        return handler;
    }

    /** Runs a handler, and stops it by the AbortController `stop` when its deadline passes. */
    async run(handler, payload, context, timeout, stop) {
        const millis = typeof timeout === 'number' && timeout > 0 ? Math.min(timeout, this.#handlerTimeout) : this.#handlerTimeout;
        let timer;
        const deadline = new Promise((_, reject) => {
            timer = setTimeout(() => {
                reject(new RouteError(504, `the handler did not end in ${Math.round(millis)} ms`));
                stop.abort(new DOMException('the deadline has passed', 'TimeoutError'));
            }, millis);
        });
        try {
            return await Promise.race([this.#call(handler, payload, context), deadline]);
        } finally {
            clearTimeout(timer);
        }
    }

    async #call(handler, payload, context) {
        try {
            return await handler(payload, context);
        } catch (error) {
            if (!(error instanceof RouteError) && !context.signal.aborted) this.#onError(error, context);
            throw error;
        }
    }
}
