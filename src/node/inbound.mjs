import { Refusal, RouteError } from './errors.mjs';
import { ANSWER } from './frames.mjs';
import { readRequest } from './payload.mjs';

const MAX_WORKING = 4_096;
const MAX_MESSAGE = 1_000;

/** The requests of the other end of a link whose handlers run. */
export class InboundRequests {
    #working = new Map();
    #idle = [];
    #routes;
    #peer;
    #send;

    /** The highest id of a request that a handler was given; -1 for none. */
    highest = -1;

    /**
     * @param routes finds and runs handlers, see Routes
     * @param peer the other end, which handlers may call
     * @param send sends a frame, or throws where the link does not take it
     */
    constructor(routes, peer, send) {
        this.#routes = routes;
        this.#peer = peer;
        this.#send = send;
    }

    /** Waits until no handler runs. */
    idle() {
        return this.#working.size ? new Promise(resolve => this.#idle.push(resolve)) : Promise.resolve();
    }

    /**
     * Runs the handler of a request, and sends its answer unless the request is a push or was aborted.
     *
     * @returns a promise, which is rejected where not even the failure can be answered
     */
    async accept({ id, twoway, data }) {
        const wanted = twoway === true;
        if (this.#working.has(id)) {
            if (wanted) this.#answer(id, failure(new Refusal(409, `the id ${id} is in use`)));
            return;
        }
        const request = { stop: new AbortController(), wanted };
        const others = this.#working.size;
        this.#working.set(id, request);
        try {
            const answer = await this.#run(id, data, request.stop, others).then(result => ({ status: 200, data: result }), failure);
            this.#working.delete(id);
            if (request.wanted) this.#answer(id, answer);
        } finally {
            this.#working.delete(id);
            if (!this.#working.size) this.#idle.splice(0).forEach(resolve => resolve());
        }
    }

    /** Stops the handler of a request. A request that is unknown or has ended is ignored. */
    abort(id) {
        const request = this.#working.get(id);
        if (!request) return;
        request.wanted = false;
        request.stop.abort();
    }

    /** The link has closed: stops all handlers. */
    closed() {
        [...this.#working.keys()].forEach(id => this.abort(id));
    }

    async #run(id, data, stop, others) {
        if (others >= MAX_WORKING) throw new Refusal(429, `${others} requests of this link are in work`);
        if (typeof data?.url !== 'string') throw new Refusal(400, 'a request needs a url');
        const { payload, correlationId } = readRequest(data);
        const context = { url: data.url, correlationId, signal: stop.signal, peer: this.#peer };
        const handler = this.#routes.handler(data.url);
        this.highest = Math.max(this.highest, id);
        return this.#routes.run(handler, payload, context, data.timeout, stop);
    }

    #answer(id, data) {
        const send = answer => this.#send({ id, mode: ANSWER, twoway: false, data: answer });
        try {
            send(data);
        } catch (error) { // too large, or no JSON; where the link is closed nobody waits for it
            if (error.code === 'LINK_LOST') return;
            if (data.status !== 200) send({ ...data, message: undefined });
            else send(failure(error.status ? new RouteError(error.status, error.message) : error));
        }
    }
}

const failure = error => ({
    status: error instanceof RouteError ? error.status : 500,
    data: null,
    message: error instanceof RouteError ? error.message.slice(0, MAX_MESSAGE) : 'internal error',
    ...(error instanceof Refusal && { executed: false }),
});
