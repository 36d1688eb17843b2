import { once } from 'node:events';
import { WebSocketServer } from 'ws';

/** The push by which an end that accepted a link says who it is. */
export const hello = (namespace, id, more) => (
    { id: 0, mode: 0, twoway: false, data: { url: '/-/hello', data: { v: 1, id, namespace, features: [], ...more } } });

/**
 * A peer on loopback until `t`, a test, ends.
 *
 * @param greeting gives the frame that each link is sent first; null for none
 * @param answer gives the data of the answer to a request, `(url, payload) => data`; undefined for none
 */
export const startPeer = async (t, { greeting = () => null, answer = url => ({ status: 200, data: url }) } = {}) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    t.after(() => { server.clients.forEach(socket => socket.terminate()); server.close(); });
    const { port } = server.address();
    const links = [];
    server.on('connection', socket => {
        const send = frame => socket.send(JSON.stringify(frame));
        links.push({ socket, send, closed: once(socket, 'close').then(([code]) => code) });
        socket.on('message', text => {
            const { id, mode, twoway, data } = JSON.parse(text);
            if (mode !== 0 || !twoway) return;
            const answered = answer(data.url, data.data);
            if (answered !== undefined) send({ id, mode: 1, twoway: false, data: answered });
        });
        const first = greeting();
        if (first) send(first);
    });
    return { port, url: `ws://127.0.0.1:${port}`, key: `127.0.0.1:${port}`, links };
};

/** A registry that answers `/-/find` by a function of the namespace and the excluded keys. */
export const startFinder = (t, find) => startPeer(t, {
    greeting: () => hello('registry', 'r'),
    answer: (_, { namespace, exclude }) => ({ status: 200, data: find(namespace, exclude) }),
});

/** Where a peer listens, as a registry tells it. */
export const at = ({ port }, more) => ({ host: '127.0.0.1', port, ...more });
