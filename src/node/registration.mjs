import { setTimeout as sleep } from 'node:timers/promises';
import { REGISTRY } from './address.mjs';
import { dial } from './sockets.mjs';

const HANDSHAKE_MILLIS = 30_000;
const HELLO_MILLIS = 200;
const SHORTEST_PAUSE_MILLIS = 100;
const LONGEST_PAUSE_MILLIS = 4_000;

/** Keeps this node registered at one registry: dials it, sends heartbeats, and dials again when the link is lost. */
export class Registration {
    #url;
    #self;
    #times;
    #onChange;
    #ended = new AbortController();

    /** The link to the registry, while this node is registered. */
    link = null;

    /** A promise that is fulfilled when the first dial has succeeded or failed. */
    tried;

    /**
     * @param times heartbeatInterval and reconnectDelay in milliseconds
     * @param onChange is called when the link comes and when it is lost
     */
    constructor(url, self, times, onChange) {
        this.#url = url;
        this.#self = self;
        this.#times = times;
        this.#onChange = onChange;
        this.tried = new Promise(resolve => this.#run(resolve));
    }

    /** Does not register again, and leaves a registry that does not understand that the node leaves. Handlers in work may ask the others. */
    leave() {
        this.#ended.abort();
        if (!this.link?.peer.features.has('leaving')) this.link?.close(1001, 'leaving');
    }

    async #run(tried) {
        let longest = this.#times.reconnectDelay;
        while (!this.#ended.signal.aborted) {
            const least = await this.#register();
            tried();
            if (this.link) {
                longest = this.#times.reconnectDelay;
                await this.#stay(this.link);
            } else {
                await this.#pause(least || longest, least);
                longest = Math.min(Math.max(2 * longest, SHORTEST_PAUSE_MILLIS), LONGEST_PAUSE_MILLIS);
            }
        }
        tried();
    }

    /** @returns a promise of the milliseconds for which a busy registry asks this node to wait; 0 where it does not */
    async #register() {
        let least = 0;
        try {
            const link = await dial(this.#url, this.#self, REGISTRY, HANDSHAKE_MILLIS, { dial: ++this.#self.dials });
            // also a hello that comes late: a server that is no registry has registered nobody
            link.greeting.then(({ namespace }) => { if (namespace !== REGISTRY) link.close(1000, 'no registry'); });
            await link.hello(HELLO_MILLIS); // a registry of @hile/micro says none
            if (link.isOpen && !this.#ended.signal.aborted) this.link = link;
            else link.close(1001, 'leaving');
        } catch (error) {
            least = error.retryAfter ?? 0; // dialled again after a pause
        }
        if (this.link) this.#onChange();
        return least;
    }

    async #stay(link) {
        const heartbeat = setInterval(() => this.#beat(link), this.#times.heartbeatInterval);
        await link.closed;
        clearInterval(heartbeat);
        this.link = null;
        this.#onChange();
        await this.#pause(this.#times.reconnectDelay);
    }

    #beat(link) {
        try {
            link.push('/-/heartbeat', {});
        } catch {
            // the link is closing, and `closed` tells of it
        }
    }

    /** A random pause, since all nodes of a registry lose it in the same instant. */
    #pause(longest, least = 0) {
        return sleep(least + Math.random() * Math.max(longest, SHORTEST_PAUSE_MILLIS), null, { signal: this.#ended.signal }).catch(() => {});
    }
}
