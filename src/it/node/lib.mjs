// Links, which are the same in both dialects. The caller and the handler choose the content of `data`.
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

const REQUEST = 0, RESPONSE = 1, ABORT = 2;

/** A handler throws this to answer with a status of its own; any other exception is answered 500. */
export const failure = (status, message) => Object.assign(new Error(message), { status });

/**
 * Makes a link of a socket. Either end may send requests.
 * @param serve answers what the other end asks, `(data, signal) => result`; the signal fires when nobody wants it any more
 */
const link = (socket, serve) => {
    const asked = new Map(); // our requests that wait for an answer
    const served = new Map(); // theirs that are in work
    let ids = 0;

    const send = (frame) => socket.send(JSON.stringify(frame));
    const request = (twoway, data) => {
        const id = ids++;
        send({ id, mode: REQUEST, twoway, data });
        return id;
    };
    const work = async ({ id, twoway, data }) => {
        const abort = new AbortController();
        served.set(id, abort);
        const answer = await Promise.resolve(data).then(it => serve(it, abort.signal)).then(
            result => ({ status: 200, data: result }),
            error => ({ status: error.status ?? 500, data: null, message: error.message }));
        served.delete(id);
        if (twoway && !abort.signal.aborted) send({ id, mode: RESPONSE, twoway: false, data: answer });
    };
    socket.on('message', (text, binary) => {
        if (binary) return socket.close(1003, 'frames are text');
        const frame = parse(text);
        if (frame?.mode === REQUEST) work(frame);
        if (frame?.mode === ABORT) served.get(frame.data)?.abort();
        if (frame?.mode === RESPONSE) {
            asked.get(frame.id)?.resolve(frame.data);
            asked.delete(frame.id);
        }
    });
    socket.on('error', () => {}); // it closes then, and says so
    const closed = new Promise(resolve => socket.on('close', (code, reason) => {
        asked.forEach(({ reject }) => reject(new Error(`closed ${code} ${reason}`)));
        served.forEach(abort => abort.abort());
        resolve(code);
    }));
    return {
        /** Sends a request; resolves to `{status, data, message}`, whatever the status, and rejects if the link closes. */
        ask: data => new Promise((resolve, reject) => {
            if (socket.readyState === WebSocket.CLOSED) reject(new Error('closed'));
            else asked.set(request(true, data), { resolve, reject });
        }),
        /** Sends what nobody answers. */
        push: data => void request(false, data),
        close: () => socket.close(1000),
        closed,
    };
};

const parse = text => {
    try {
        return JSON.parse(text);
    } catch {
        return null; // no frame: dropped, and the link lives
    }
};

/**
 * Listens on a free port of loopback, which it returns.
 * @param isOurs whether a link whose path has so many segments speaks our dialect
 */
export const listen = async (isOurs, serve) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (socket, { url }) => {
        const segments = url.split('?')[0].split('/').length - 1;
        if (isOurs(segments)) link(socket, serve);
        else socket.close(1008, `${segments} segments: another dialect`);
    });
    await once(server, 'listening');
    return server.address().port;
};

/** Opens a link. */
export const dial = async (url, serve) => {
    const socket = new WebSocket(url, { handshakeTimeout: 30_000 });
    const opening = link(socket, serve);
    await once(socket, 'open');
    return opening;
};

/** From now on leaves on Ctrl-C, and ends the process when the registry is gone: a supervisor starts it again. */
export const stay = async registry => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, registry.close);
    console.log(`left ${await registry.closed}`);
    process.exit();
};
