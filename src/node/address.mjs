// How a node announces itself: by the path and the query when it dials another, and by its hello when it was dialled.

import { isObject, isText } from './checks.mjs';

/** The additions to the wire that this node understands. */
export const FEATURES = ['deadline', 'errors', 'leaving', 'metadata', 'path'];

/** The additions of a peer that this node looks for. */
const KNOWN = [...FEATURES, 'token'];

/** The namespace of registries. */
export const REGISTRY = 'registry';

/** The least bound of a message, in characters: the hello and the refusals of a node fit. A peer that takes less is refused. */
export const MIN_MESSAGE = 1_024;

const SEGMENT = /^(?!-)(?!\.\.?$)[A-Za-z0-9\-._~!$&'()+=:@]{1,128}$/;
const VERSION = /^[1-9][0-9]{0,8}$/;
const ID = /^[A-Za-z0-9\-._~/,:]{1,1024}$/;
const NUMBER = /^[1-9][0-9]{0,14}$/;

const isNamespace = value => typeof value === 'string' && value.length <= 256 && value.split('/').length <= 8
    && value.split('/').every(it => SEGMENT.test(it));

/** Returns the namespace, or throws a `TypeError` where it is none. */
export const checkedNamespace = namespace => {
    if (!isNamespace(namespace) || namespace === REGISTRY) {
        throw new TypeError('no namespace: one to eight segments of letters, digits and -._~!$&\'()+=:@, and not "registry"');
    }
    return namespace;
};

/** The URL by which `self` dials `base`, as `ws://10.0.0.5:8080/payments`. */
export const connectUrl = (base, self, extra = {}) => {
    const path = [self.host, self.port, ...self.namespace.split('/')].map(encodeURIComponent).join('/');
    const additions = { v: 1, id: self.id, features: FEATURES.join(','), scheme: 'ws', maxMessage: self.maxMessage, ...extra };
    const query = Object.entries(additions).map(([name, value]) => `${name}=${value}`).join('&');
    return `${base.replace(/\/+$/, '')}/${path}?${query}`;
};

/** Reads the path and query of a handshake; null where they announce no node of the first dialect, or one that takes too little. */
export const parseAnnouncement = url => {
    try {
        const { pathname, searchParams } = new URL(url, 'ws://here');
        const [host, port, ...segments] = pathname.slice(1).replace(/\/$/, '').split('/').map(decodeURIComponent);
        const namespace = checkedNamespace(segments.join('/'));
        const additions = readQuery(searchParams);
        return /^[0-9]{1,5}$/.test(port) && host && additions ? { host, port, namespace, ...additions } : null;
    } catch {
        return null;
    }
};

/** The additions in a query: none without `v` and `id`. A value that is not allowed is as if it were absent. */
const readQuery = query => {
    const id = query.get('id');
    const bound = query.get('maxMessage');
    if (!isText(query.get('v'), VERSION) || !isText(id, ID)) return { features: new Set() };
    return additions(id, query.get('features')?.split(',') ?? [], isText(bound, NUMBER) ? Number(bound) : 0);
};

/** Reads a hello; null where it is none. */
export const readHello = value => {
    const { v, id, namespace = '', features = [], maxMessage = 0 } = isObject(value) ? value : {};
    const names = typeof features === 'string' ? features.split(',') : features;
    const valid = Number.isSafeInteger(v) && v > 0 && isText(id, ID) && (namespace === '' || isNamespace(namespace))
        && Array.isArray(names) && names.every(name => typeof name === 'string') && Number.isSafeInteger(maxMessage) && maxMessage >= 0;
    const read = valid && additions(id, names, maxMessage);
    return read ? { ...read, namespace: namespace || undefined } : null;
};

const additions = (id, names, maxMessage) => (maxMessage > 0 && maxMessage < MIN_MESSAGE ? null
    : { id, features: new Set(KNOWN.filter(name => names.includes(name))), maxMessage: maxMessage || undefined });

/** Reads the answer to `/-/find`; null where it is no address. */
export const readInstance = value => {
    const { host, port, path, scheme, id, dialect } = isObject(value) ? value : {};
    const valid = isText(host, /^[^\s/?#@]{1,255}$/) && Number.isSafeInteger(port) && port > 0 && port < 65_536
        && isText(path ?? '', /^(\/[^\s/?#]{1,255}){0,16}$/) && isText(scheme ?? 'ws', /^wss?$/) && isText(id || '-', ID);
    return valid ? { key: `${host}:${port}${path ?? ''}`, scheme: scheme ?? 'ws', id: id || undefined, dialect } : null;
};
