import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { connectUrl, parseAnnouncement } from './address.mjs';
import { MicroError } from './errors.mjs';
import { Link } from './link.mjs';
import { reach } from './reach.mjs';
import { renew, token } from './tokens.mjs';

const MAX_LINKS = 10_000;
const MAX_RETRY_AFTER_SECONDS = 60;
const options = self => ({ perMessageDeflate: false, maxPayload: 3 * self.maxMessage });

/**
 * Listens for links.
 *
 * @returns a promise of the `port`, and of a function `close` that ends all connections
 */
export const listen = async (self, bind, port) => {
    const verifyClient = ({ req, origin }, done) => {
        req.peer = parseAnnouncement(req.url);
        if (origin) done(false, 403);
        else if (!req.peer) done(false, 404);
        else done(server.clients.size < MAX_LINKS, 503);
    };
    const http = createServer((_, response) => response.writeHead(426).end());
    const server = new WebSocketServer({ ...options(self), server: http, verifyClient });
    server.on('error', () => {}); // of one connection that cannot be accepted; one of listening is thrown below
    server.on('connection', (socket, { peer }) => accept(socket, self, peer));
    http.listen(port, bind);
    await once(http, 'listening');
    const close = async () => {
        server.close();
        server.clients.forEach(socket => socket.terminate());
        const closed = once(http, 'close');
        http.close();
        http.closeAllConnections();
        await closed;
    };
    return { port: http.address().port, close };
};

/** Whatever the other end announced, nothing is thrown: that would end the process. */
const accept = (socket, self, peer) => {
    const link = known(new Link(socket, self, false, peer), self);
    try {
        if (peer.id && link.isOpen) link.sayHello();
    } catch {
        link.close(1011, 'internal error');
    }
};

/**
 * Opens a link.
 *
 * @param base as `ws://10.0.0.5:8080/payments`
 * @param namespace the namespace that is expected there
 * @param timeout milliseconds that the handshake may take
 * @param query more additions of the announcement
 * @param isTold whether only a registry has told the address, so that it is checked
 * @throws MicroError CONNECT_FAILED, with `retryAfter` in milliseconds where a busy server says how long the node shall wait
 */
export const dial = async (base, self, namespace, timeout, query, isTold = false) => {
    let refused = null;
    try {
        const checked = isTold ? await reach(base, self.isOnLoopback) : {};
        if (!self.running) throw new MicroError('CONNECT_FAILED', 'this node is leaving');
        const proof = token(self, base, namespace);
        const headers = proof && { Authorization: `Bearer ${proof}` };
        const socket = new WebSocket(connectUrl(base, self, query), { ...options(self), ...self.tls, ...checked, headers, handshakeTimeout: timeout });
        const link = known(new Link(socket, self, true, { namespace }), self);
        socket.once('unexpected-response', (_, response) => {
            refused = response;
            socket.terminate(); // `error` follows
        });
        await once(socket, 'open');
        renew(link, self, base, namespace);
        return link;
    } catch (error) {
        if (error instanceof MicroError) throw error;
        const why = refused ? `answered the handshake with HTTP status ${refused.statusCode}` : error.code ?? error.message;
        throw Object.assign(new MicroError('CONNECT_FAILED', `${base} cannot be reached: ${why}`), { retryAfter: retryAfter(refused) });
    }
};

/** The milliseconds for which a busy server asks a node to wait; 0 where it does not. */
const retryAfter = response => {
    const { 'retry-after': seconds } = response?.headers ?? {};
    return response?.statusCode === 503 && /^[0-9]{1,9}$/.test(seconds) ? 1_000 * Math.min(seconds, MAX_RETRY_AFTER_SECONDS) : 0;
};

const known = (link, self) => {
    self.links.add(link);
    link.closed.then(() => self.links.delete(link));
    return link;
};
