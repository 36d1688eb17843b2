import { MicroError } from './errors.mjs';
import { dial } from './sockets.mjs';

const HELLO_MILLIS = 1_000;

/** The links to instances of other namespaces. Calls to a namespace go to one instance until it closes or is excluded. */
export class Peers {
    #self;
    #find;
    #connectTimeout;
    #current = new Map(); // namespace to key
    #links = new Map(); // key to promise of a link
    #lookups = new Map(); // namespace and excluded keys to promise of a key and its link

    /** @param find asks a registry, `(namespace, excludedKeys) => instance or undefined` */
    constructor(self, find, connectTimeout) {
        this.#self = self;
        this.#find = find;
        this.#connectTimeout = connectTimeout;
    }

    /**
     * An open link to an instance of a namespace whose key is not excluded.
     *
     * @returns a promise of `{key, link}`
     * @throws MicroError, with the key as its `instance` where one could not be reached
     */
    async get(namespace, excluded) {
        let key = this.#current.get(namespace);
        let opening = this.#links.get(key);
        if (!opening || excluded.includes(key)) ({ key, opening } = await this.#lookUp(namespace, excluded));
        try {
            return { key, link: await opening };
        } catch (error) {
            throw Object.assign(error, { instance: key });
        }
    }

    /** The namespaces of which an instance is known. */
    namespaces() {
        return [...this.#current.keys()];
    }

    #lookUp(namespace, excluded) {
        const name = JSON.stringify([namespace, ...excluded]);
        if (!this.#lookups.has(name)) {
            const lookup = this.#choose(namespace, excluded).finally(() => this.#lookups.delete(name));
            this.#lookups.set(name, lookup);
        }
        return this.#lookups.get(name);
    }

    async #choose(namespace, excluded) {
        const instance = await this.#find(namespace, excluded);
        if (!instance) throw new MicroError('NOT_FOUND', `the registry knows no instance of ${namespace}`);
        const key = `${instance.host}:${instance.port}${instance.path ?? ''}`;
        if (!this.#links.has(key)) {
            const opening = this.#open(namespace, instance, key);
            this.#links.set(key, opening);
            opening.then(link => link.closed).catch(() => {}).then(() => this.#forget(namespace, key));
        }
        this.#current.set(namespace, key);
        return { key, opening: this.#links.get(key) };
    }

    #forget(namespace, key) {
        this.#links.delete(key);
        if (this.#current.get(namespace) === key) this.#current.delete(namespace);
    }

    async #open(namespace, { scheme = 'ws', id, dialect }, key) {
        if (dialect === 2) throw new MicroError('CONNECT_FAILED', `${key} speaks the second dialect`);
        const link = await dial(`${scheme}://${key}`, this.#self, this.#connectTimeout);
        link.peer.namespace ??= namespace;
        // the address may be used by another service by now
        if (id && !(await link.hello(HELLO_MILLIS) && link.peer.id === id && link.peer.namespace === namespace)) {
            link.close(1000);
            throw new MicroError('CONNECT_FAILED', `${key} is another node by now`);
        }
        return link;
    }
}
