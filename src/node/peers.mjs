import { readInstance } from './address.mjs';
import { MicroError } from './errors.mjs';
import { dial } from './sockets.mjs';

const HELLO_MILLIS = 1_000;
const MAX_SUSPECTED = 1_000;

/** The links to instances of other namespaces. Calls to a namespace go to one instance until it closes or is excluded. */
export class Peers {
    #self;
    #find;
    #connectTimeout;
    #current = new Map(); // namespace to key
    #links = new Map(); // namespace and key to the id of the instance and a promise of a link
    #lookups = new Map(); // namespace and excluded keys to promise of a key and its link
    #suspected = new Set(); // namespace and key where another namespace has answered: the next dial waits for the hello

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
        const known = this.#links.get(name(namespace, key));
        let opening = known?.opening;
        const unwanted = known?.link?.peer.leaving && !excluded.includes(key) ? [...excluded, key] : excluded;
        if (!opening || unwanted.includes(key)) ({ key, opening } = await this.#lookUp(namespace, unwanted));
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
        const question = name(namespace, ...excluded);
        if (!this.#lookups.has(question)) {
            const lookup = this.#choose(namespace, excluded).finally(() => this.#lookups.delete(question));
            this.#lookups.set(question, lookup);
        }
        return this.#lookups.get(question);
    }

    async #choose(namespace, excluded) {
        const found = await this.#find(namespace, excluded);
        if (!found) throw new MicroError('NOT_FOUND', `the registry knows no instance of ${namespace}`);
        const instance = readInstance(found);
        if (!instance) throw new MicroError('NO_REGISTRY', 'the registry did not answer an address');
        this.#current.set(namespace, instance.key);
        return { key: instance.key, opening: this.#linkTo(namespace, instance) };
    }

    /** The link to an instance: the open one, unless that leads to an earlier start of it or to another service. */
    #linkTo(namespace, instance) {
        const place = name(namespace, instance.key);
        const open = this.#links.get(place);
        if (open && (!instance.id || open.id === instance.id)) return open.opening;
        open?.opening.then(link => link.retire(), () => {});
        const opening = this.#open(namespace, instance);
        const entry = { id: instance.id, opening };
        this.#links.set(place, entry);
        opening.then(link => {
            entry.link = link;
            link.greeting.then(hello => {
                entry.id = hello.id;
                if (!isExpected(hello, instance.id, namespace)) this.#leave(link, namespace, instance.key, entry);
            });
            return link.closed;
        }).catch(() => {}).then(() => this.#forget(namespace, instance.key, entry));
        return opening;
    }

    /** Leaves an instance that has answered under another namespace, after calls may have been sent to it. */
    #leave(link, namespace, key, entry) {
        if (this.#suspected.size >= MAX_SUSPECTED) this.#suspected.clear();
        this.#suspected.add(name(namespace, key));
        this.#forget(namespace, key, entry);
        link.close(1008, 'another namespace');
    }

    #forget(namespace, key, entry) {
        const place = name(namespace, key);
        if (this.#links.get(place) !== entry) return;
        this.#links.delete(place);
        if (this.#current.get(namespace) === key) this.#current.delete(namespace);
    }

    async #open(namespace, { key, scheme, id, dialect }) {
        if (dialect === 2) throw new MicroError('CONNECT_FAILED', `${key} speaks the second dialect`);
        const link = await dial(`${scheme}://${key}`, this.#self, namespace, this.#connectTimeout, {}, true);
        const place = name(namespace, key);
        if (id || this.#suspected.has(place)) {
            const hello = await link.hello(HELLO_MILLIS);
            const expected = isExpected(hello, id, namespace);
            if (expected || !hello) this.#suspected.delete(place); // a peer of @hile/micro says none
            if (!expected) {
                link.close(1000);
                throw new MicroError('CONNECT_FAILED', `${key} is another node by now`);
            }
        }
        return link;
    }
}

const name = (...parts) => JSON.stringify(parts);

/** Whether a hello is that of the instance which was dialled: the address may be used by another service by now. */
const isExpected = (hello, id, namespace) => Boolean(hello) && (!id || hello.id === id) && (hello.namespace ?? namespace) === namespace;
