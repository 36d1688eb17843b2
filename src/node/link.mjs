import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { peerInfo } from './address.mjs';
import { MicroError } from './errors.mjs';
import { ABORT, ANSWER, parseFrame, REQUEST } from './frames.mjs';
import { InboundRequests } from './inbound.mjs';
import { OutboundRequests } from './outbound.mjs';
import { requestData } from './payload.mjs';

const MAX_QUEUED_BYTES = 16 * 1024 * 1024;
const CLOSE_MILLIS = 1_000;

/** One WebSocket between two nodes. Each end sends requests on it and answers those of the other end. */
export class Link {
    #socket;
    #self;
    #outbound;
    #inbound;
    #heard = performance.now();
    #said;
    #hello = new Promise(resolve => { this.#said = resolve; });
    #pinger;

    /** The other end: its namespace, and the additions that it announced. */
    peer = { features: new Set() };

    /** A promise of `{code, reason}`, fulfilled when the link has closed. */
    closed;

    /**
     * @param socket of the package ws
     * @param self this node: id, namespace, maxMessage, pingInterval, routes
     */
    constructor(socket, self, peer) {
        this.#socket = socket;
        this.#self = self;
        Object.assign(this.peer, peer);
        const send = frame => this.#send(frame);
        this.#outbound = new OutboundRequests(send);
        this.#inbound = new InboundRequests(self.routes, this, send);
        socket.on('message', (bytes, binary) => this.#receive(bytes, binary));
        for (const event of ['ping', 'pong']) socket.on(event, () => { this.#heard = performance.now(); });
        socket.on('error', () => {}); // `close` follows
        this.closed = new Promise(resolve => socket.once('close', (code, reason) => resolve(this.#ended(code, String(reason)))));
        this.#pinger = setInterval(() => this.#checkLife(), self.pingInterval / 2).unref();
    }

    /** The namespace of the other end. */
    get namespace() {
        return this.peer.namespace;
    }

    get isOpen() {
        return this.#socket.readyState === WebSocket.OPEN;
    }

    /** How many requests of the other end are in work. */
    get inWork() {
        return this.#inbound.size;
    }

    /**
     * Calls a route of the other end.
     *
     * @param options `timeout` in milliseconds, `signal`, `correlationId`
     */
    async request(url, payload, { timeout, signal, correlationId = crypto.randomUUID() } = {}) {
        const data = requestData(url, payload, correlationId, this.peer);
        if (timeout && this.peer.features.has('deadline')) data.timeout = Math.max(1, Math.floor(timeout));
        return this.#outbound.request(data, { timeout, signal });
    }

    /** Sends the other end a request that is never answered. */
    push(url, payload) {
        this.#outbound.push({ url, data: payload });
    }

    /** Tells a dialler that announced additions about this end. */
    sayHello() {
        const { id, namespace, features, maxMessage } = this.#self;
        this.push('/-/hello', { v: 1, id, namespace, features, maxMessage, path: '', scheme: 'ws', idempotent: [] });
    }

    /** Waits for the hello of the other end. Returns whether it came in time. */
    hello(millis) {
        return Promise.race([this.#hello.then(() => true), this.closed.then(() => false), sleep(millis, false, { ref: false })]);
    }

    close(code = 1000, reason = '') {
        this.#socket.close(code, reason);
    }

    #receive(bytes, binary) {
        this.#heard = performance.now();
        if (binary) return this.close(1003, 'frames are text');
        const text = String(bytes);
        if (text.length > this.#self.maxMessage) return this.close(1009, 'too large');
        const frame = parseFrame(text);
        if (frame?.mode === ANSWER) this.#outbound.answered(frame);
        if (frame?.mode === ABORT) this.#inbound.abort(frame.data);
        if (frame?.mode !== REQUEST) return undefined;
        if (frame.data?.url === '/-/hello' && !frame.twoway) {
            Object.assign(this.peer, peerInfo(frame.data.data ?? {}));
            return this.#said();
        }
        return void this.#inbound.accept(frame);
    }

    #send(frame) {
        if (!this.isOpen) throw new MicroError('LINK_LOST', 'the link is closed');
        const text = JSON.stringify(frame);
        const bound = this.peer.maxMessage ?? this.#self.maxMessage;
        if (text.length > bound) throw new MicroError('REFUSED', `${text.length} characters are more than ${bound}`, { status: 413 });
        if (this.#socket.bufferedAmount > MAX_QUEUED_BYTES) {
            this.#cut(1013, 'does not read');
            throw new MicroError('LINK_LOST', 'the peer does not read');
        }
        this.#socket.send(text);
    }

    #checkLife() {
        const silent = performance.now() - this.#heard;
        if (!this.isOpen || silent < this.#self.pingInterval) return;
        if (silent < 2 * this.#self.pingInterval) this.#socket.ping();
        else this.#cut(4000, 'silent');
    }

    /** Closes a link whose other end may not answer the close frame. */
    #cut(code, reason) {
        this.close(code, reason);
        setTimeout(() => this.#socket.terminate(), CLOSE_MILLIS).unref();
    }

    #ended(code, reason) {
        clearInterval(this.#pinger);
        this.#inbound.closed();
        this.#outbound.closed(`the link closed with ${code}`);
        return { code, reason };
    }
}
