import { excerpt, isStatus } from './checks.mjs';
import { MicroError } from './errors.mjs';
import { ABORT, REQUEST } from './frames.mjs';

const MAX_WAITING = 16_384;

/** The requests of this end of a link that wait for an answer. */
export class OutboundRequests {
    #waiting = new Map();
    #idle = [];
    #nextId = 0;
    #wrapped = false;
    #send;

    /** @param send sends a frame, or throws a MicroError where the link does not take it */
    constructor(send) {
        this.#send = send;
    }

    /** Sends a request that is never answered. */
    push(data) {
        this.#send({ id: this.#takeId(), mode: REQUEST, twoway: false, data });
    }

    /**
     * Sends a request.
     *
     * @param timeout milliseconds after which the other end is told to stop
     * @param signal an AbortSignal: the other end is told to stop when it fires
     * @returns a promise of the result; rejected with a MicroError
     */
    request(data, { timeout, signal }) {
        return new Promise((resolve, reject) => {
            if (signal?.aborted) throw new MicroError('ABORTED', 'aborted before it was sent');
            if (timeout <= 0) throw new MicroError('TIMEOUT', 'the time was over before it was sent');
            if (this.#waiting.size >= MAX_WAITING) throw new MicroError('REFUSED', `${MAX_WAITING} requests wait on this link`, { status: 429 });
            const id = this.#takeId();
            this.#send({ id, mode: REQUEST, twoway: true, data });
            const stop = (code, message) => {
                this.#settle(id);
                this.#abort(id);
                reject(new MicroError(code, message, { mayHaveExecuted: true }));
            };
            const timer = setTimeout(() => stop('TIMEOUT', `no answer in ${Math.round(timeout)} ms`), timeout);
            const onAbort = () => stop('ABORTED', 'aborted by the caller');
            signal?.addEventListener('abort', onAbort, { once: true });
            const release = () => {
                clearTimeout(timer);
                signal?.removeEventListener('abort', onAbort);
            };
            this.#waiting.set(id, { resolve, reject, release, ended: [] });
        });
    }

    /** Settles the request to which an answer belongs. An answer without a request is dropped. */
    answered({ id, data }) {
        const waiting = this.#settle(id);
        if (!waiting) return;
        if (data?.status === 200) {
            waiting.resolve(data.data);
        } else {
            const status = isStatus(data?.status) ? data.status : undefined;
            const message = typeof data?.message === 'string' ? data.message : `status ${status}`;
            const refused = data?.executed === false;
            waiting.reject(new MicroError(refused ? 'REFUSED' : 'ANSWERED', excerpt(message), { status, mayHaveExecuted: !refused }));
        }
    }

    /** Waits until no request waits for an answer. */
    idle() {
        return this.#waiting.size ? new Promise(resolve => this.#idle.push(resolve)) : Promise.resolve();
    }

    /** Waits until the requests that wait now have ended. */
    pending() {
        return Promise.all([...this.#waiting.values()].map(({ ended }) => new Promise(resolve => ended.push(resolve))));
    }

    /**
     * The link has closed: fails all requests that wait.
     *
     * @param highest the highest id that the other end gave to a handler, if it said so: later requests did not run
     */
    closed(message, highest = Infinity) {
        for (const id of [...this.#waiting.keys()]) {
            this.#settle(id).reject(new MicroError('LINK_LOST', message, { mayHaveExecuted: this.#wrapped || id <= highest }));
        }
    }

    #settle(id) {
        const waiting = this.#waiting.get(id);
        this.#waiting.delete(id);
        waiting?.release();
        waiting?.ended.forEach(resolve => resolve());
        if (!this.#waiting.size) this.#idle.splice(0).forEach(resolve => resolve());
        return waiting;
    }

    #abort(id) {
        try {
            this.#send({ id: this.#takeId(), mode: ABORT, twoway: false, data: id });
        } catch {
            // the link is closing: the other end stops the handler then
        }
    }

    #takeId() {
        const id = this.#nextId;
        this.#nextId = id === Number.MAX_SAFE_INTEGER ? 0 : id + 1;
        this.#wrapped ||= this.#nextId === 0;
        return this.#waiting.has(id) ? this.#takeId() : id;
    }
}
