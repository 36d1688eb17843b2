import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { connectUrl, parseAnnouncement } from './address.mjs';
import { MicroError } from './errors.mjs';
import { Link } from './link.mjs';

const MAX_LINKS = 10_000;
const options = self => ({ perMessageDeflate: false, maxPayload: 3 * self.maxMessage });

/**
 * Listens for links.
 *
 * @returns the server of the package ws, which is listening
 */
export const listen = async (self, bind, port) => {
    const verifyClient = ({ req, origin }, done) => {
        req.peer = parseAnnouncement(req.url);
        if (origin) done(false, 403);
        else if (!req.peer) done(false, 404);
        else done(server.clients.size < MAX_LINKS, 503);
    };
    const server = new WebSocketServer({ ...options(self), host: bind, port, verifyClient });
    server.on('connection', (socket, { peer }) => {
        const link = new Link(socket, self, peer);
        self.links.add(link);
        link.closed.then(() => self.links.delete(link));
        if (peer.id && link.isOpen) link.sayHello();
    });
    await once(server, 'listening');
    return server;
};

/**
 * Opens a link.
 *
 * @param base as `ws://10.0.0.5:8080/payments`
 * @param timeout milliseconds that the handshake may take
 * @throws MicroError CONNECT_FAILED
 */
export const dial = async (base, self, timeout, query) => {
    let link;
    try {
        const socket = new WebSocket(connectUrl(base, self, query), { ...options(self), ...self.tls, handshakeTimeout: timeout });
        link = new Link(socket, self);
        await once(socket, 'open');
    } catch (error) {
        throw new MicroError('CONNECT_FAILED', `${base} cannot be reached: ${error.code ?? error.message}`);
    }
    self.links.add(link);
    link.closed.then(() => self.links.delete(link));
    return link;
};
