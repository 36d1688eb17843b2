import { setTimeout as sleep } from 'node:timers/promises';
import { checkedNamespace, FEATURES } from './address.mjs';
import { call } from './call.mjs';
import { MicroError, RouteError } from './errors.mjs';
import { callOptions, nodeOptions } from './options.mjs';
import { Peers } from './peers.mjs';
import { isLoopbackHost, isOwnHost } from './reach.mjs';
import { Registration } from './registration.mjs';
import { Routes } from './routes.mjs';
import { listen } from './sockets.mjs';

const GRACE_MILLIS = 100;

/** A node: it serves routes, is found by others through a registry, and calls them. The README lists the options. */
export class MicroNode {
    #options;
    #self;
    #routes;
    #peers;
    #registrations = [];
    #started = null;
    #stopped = Promise.resolve();
    #waiting = [];

    constructor(options) {
        this.#options = nodeOptions(options);
        const { namespace, handlerTimeout, onError, connectTimeout, maxMessage, pingInterval, tls, secrets, allowPlain } = this.#options;
        this.#routes = new Routes(handlerTimeout, onError);
        this.#self = {
            id: null, namespace: checkedNamespace(namespace), features: FEATURES, dials: 0, running: false, links: new Set(),
            routes: this.#routes, maxMessage, pingInterval, tls, secrets, allowPlain,
        };
        this.#peers = new Peers(this.#self, (...of) => this.#find(...of), connectTimeout);
        this.#routes.reserved('/-/health', () => (
            { status: 'ok', registry: this.isRegistered, uptime: process.uptime(), namespaces: this.#peers.namespaces() }));
        this.#routes.reserved('/-/routes', payload => {
            const after = payload?.after ?? '';
            if (typeof after !== 'string') throw new RouteError(400, '/-/routes expects {"after": url of a route} or nothing');
            return this.#routes.list(after);
        });
    }

    /** Serves a url. The handler, `(payload, context) => result`, may return a promise. `context` has url, correlationId, signal, peer. */
    route(url, handler) {
        this.#routes.set(url, handler);
        return this;
    }

    /**
     * Listens, and dials each registry. Returns when the first dials have succeeded or failed; failed ones are repeated.
     * A node that is started already stays as it is.
     */
    async start() {
        this.#started ??= this.#stopped.then(() => this.#begin());
        const started = this.#started;
        try {
            await started;
        } catch (error) {
            if (this.#started === started) this.#started = null;
            throw error;
        }
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
    async call(namespace, url, payload, options) {
        const settings = { correlationId: crypto.randomUUID(), ...callOptions(this.#options, options) };
        checkedNamespace(namespace);
        return call(excluded => this.#peers.get(namespace, excluded), url, payload, settings);
    }

    /** Tells registries and peers that the node leaves, lets handlers and calls end, and closes all links. */
    stop() {
        const started = this.#started;
        this.#started = null;
        if (started) this.#stopped = started.then(server => this.#leave(server), () => {});
        return this.#stopped;
    }

    async #begin() {
        const { bind, host = bind, port, registry } = this.#options;
        this.#routes.leaving(false);
        const urls = (Array.isArray(registry) ? registry : registry.split(',')).map(url => url.trim());
        const [own, ...registries] = [`ws://${host}`, ...urls].map(url => (URL.canParse(url) ? new URL(url).hostname : ''));
        // asked when a registry tells a loopback address: the names of registries may stand for other addresses by then
        const isOnLoopback = async () => isLoopbackHost(own) || (await Promise.all(registries.map(name => isOwnHost(name)))).includes(true);
        Object.assign(this.#self, { id: crypto.randomUUID(), host, isOnLoopback });
        const server = await listen(this.#self, bind, port);
        Object.assign(this.#self, { port: server.port, running: true });
        this.#registrations = urls.map(url => new Registration(url, this.#self, this.#options, () => this.#changed()));
        return server;
    }

    async #leave(server) {
        const { links } = this.#self;
        const { drainTimeout } = this.#options;
        this.#registrations.forEach(registration => registration.leave());
        links.forEach(link => link.announceLeaving());
        // others may have sent requests before they hear it
        if (links.size) await sleep(Math.min(GRACE_MILLIS, drainTimeout));
        this.#routes.leaving(true);
        const idle = Promise.all([...links].map(link => link.idle()));
        await Promise.race([idle, sleep(drainTimeout, null, { ref: false })]);
        this.#self.running = false;
        const closed = Promise.all([...links].map(link => link.closed));
        links.forEach(link => link.leave());
        await closed;
        await server.close();
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
