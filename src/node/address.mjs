// The path and the query by which a node announces itself when it dials another.

/** The additions to the wire that this node understands. */
export const FEATURES = ['deadline', 'errors', 'metadata', 'path'];

const SEGMENT = /^(?!-)(?!\.\.?$)[A-Za-z0-9\-._~!$&'()+=:@]{1,128}$/;

/** Returns the namespace, or throws a `TypeError` where it is none. */
export const checkedNamespace = namespace => {
    const segments = String(namespace).split('/');
    if (segments.length > 8 || namespace.length > 256 || namespace === 'registry' || !segments.every(it => SEGMENT.test(it))) {
        throw new TypeError(`"${namespace}" is no namespace: one to eight segments of letters, digits and -._~!$&'()+=:@`);
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

/** Reads the path and query of a handshake; null where they announce no node of the first dialect. */
export const parseAnnouncement = url => {
    try {
        const { pathname, searchParams } = new URL(url, 'ws://here');
        const [host, port, ...segments] = pathname.slice(1).replace(/\/$/, '').split('/').map(decodeURIComponent);
        const namespace = checkedNamespace(segments.join('/'));
        return /^[0-9]{1,5}$/.test(port) && host ? { host, port, namespace, ...peerInfo(Object.fromEntries(searchParams)) } : null;
    } catch {
        return null;
    }
};

/** Reads the additions that a peer announced, in its query or in its hello. */
export const peerInfo = ({ v, id, namespace, features = [], maxMessage }) => ({
    ...(namespace && { namespace: String(namespace) }),
    id: v ? id : undefined,
    features: new Set(v ? (Array.isArray(features) ? features : String(features).split(',')) : []),
    maxMessage: Number(maxMessage) > 0 ? Number(maxMessage) : undefined,
});
