import { setTimeout as sleep } from 'node:timers/promises';
import { checkedNamespace, FEATURES } from './address.mjs';
import { call } from './call.mjs';
import { MicroError } from './errors.mjs';
import { Peers } from './peers.mjs';
import { Registration } from './registration.mjs';
import { Routes } from './routes.mjs';
import { listen } from './sockets.mjs';

const DEFAULTS = {
    registry: 'ws://localhost:8427', bind: '127.0.0.1', port: 0, tls: {}, timeout: 30_000, retries: 1, lookupTimeout: 10_000,
    connectTimeout: 5_000, handlerTimeout: 30_000, shutdownTimeout: 5_000, heartbeatInterval: 10_000, reconnectDelay: 3_000,
    pingInterval: 10_000, maxMessage: 1_048_576,
    onError: (error, { url, correlationId }) => console.error(`${url} failed, correlation id ${correlationId}:`, error),
};

/** A node: it serves routes, is found by others through a registry, and calls them. The README lists the options. */
export class MicroNode {
    #options;
    #self;
    #routes;
    #peers;
    #registrations = [];
    #server;
    #waiting = [];

    constructor(options) {
        this.#options = { ...DEFAULTS, ...options };
        const { namespace, handlerTimeout, onError, connectTimeout, maxMessage, pingInterval, tls } = this.#options;
        this.#routes = new Routes(handlerTimeout, onError);
        this.#self = {
            id: null, namespace: checkedNamespace(namespace), features: FEATURES, dials: 0, links: new Set(),
            routes: this.#routes, maxMessage, pingInterval, tls,
        };
        this.#peers = new Peers(this.#self, (...of) => this.#find(...of), connectTimeout);
        this.#routes.reserved('/-/health', () => (
            { status: 'ok', registry: this.isRegistered, uptime: process.uptime(), namespaces: this.#peers.namespaces() }));
    }

    /** Serves a url. The handler, `(payload, context) => result`, may return a promise. `context` has url, correlationId, signal, peer. */
    route(url, handler) {
        this.#routes.set(url, handler);
        return this;
    }

    /** Listens, and dials each registry. Returns when the first dials have succeeded or failed; failed ones are repeated. */
    async start() {
        const { bind, host = bind, port, registry } = this.#options;
        this.#routes.leaving(false);
        this.#server = await listen(this.#self, bind, port);
        Object.assign(this.#self, { id: crypto.randomUUID(), host, port: this.#server.address().port });
        const urls = Array.isArray(registry) ? registry : registry.split(',');
        this.#registrations = urls.map(url => new Registration(url.trim(), this.#self, this.#options, () => this.#changed()));
        await Promise.all(this.#registrations.map(registration => registration.tried));
        return this;
    }

    /** Waits until a registry has registered this node. */
    ready() {
        return this.isRegistered ? Promise.resolve() : new Promise(resolve => this.#waiting.push(resolve));
    }

    get isRegistered() {
        return this.#registries().length > 0;
    }

    /** This node's address, as `127.0.0.1:41234`. */
    get key() {
        return `${this.#self.host}:${this.#self.port}`;
    }

    /**
     * Calls a route of another service.
     *
     * @param options `timeout` in milliseconds for the whole call, `signal`, `retries`, `idempotent`, `correlationId`
     * @returns a promise of the result; rejected with a MicroError
     */
    call(namespace, url, payload, options = {}) {
        const settings = { ...this.#options, correlationId: crypto.randomUUID(), ...options };
        return call(excluded => this.#peers.get(checkedNamespace(namespace), excluded), url, payload, settings);
    }

    /** Leaves the registries, lets handlers end, and closes all links. */
    async stop() {
        const server = this.#server;
        if (!server) return;
        this.#server = null;
        this.#routes.leaving(true);
        this.#registrations.forEach(registration => registration.end());
        const { links } = this.#self;
        const deadline = performance.now() + this.#options.shutdownTimeout;
        while ([...links].some(link => link.inWork > 0) && performance.now() < deadline) await sleep(10);
        const closed = [...links].map(link => link.closed);
        links.forEach(link => link.close(1001, 'leaving'));
        await Promise.race([Promise.all(closed), sleep(1_000)]);
        server.clients.forEach(socket => socket.terminate());
        await new Promise(resolve => server.close(resolve));
    }

    #registries() {
        return this.#registrations.map(({ link }) => link).filter(link => link?.isOpen);
    }

    #changed() {
        if (this.isRegistered) this.#waiting.splice(0).forEach(resolve => resolve());
    }

    async #find(namespace, exclude) {
        let failure = new MicroError('NO_REGISTRY', `no registry of ${this.#options.registry} can be asked`);
        for (const registry of this.#registries()) {
            try {
                const found = await registry.request('/-/find', { namespace, exclude }, { timeout: this.#options.lookupTimeout });
                if (found) return found;
                failure = null;
            } catch (error) {
                failure &&= new MicroError('NO_REGISTRY', `the registry did not answer: ${error.message}`);
            }
        }
        if (failure) throw failure;
        return null;
    }
}
