import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { readHello } from './address.mjs';
import { MicroError } from './errors.mjs';
import { ABORT, ANSWER, parseFrame, REQUEST } from './frames.mjs';
import { InboundRequests } from './inbound.mjs';
import { duration, LONGEST_MILLIS } from './options.mjs';
import { OutboundRequests } from './outbound.mjs';
import { requestData } from './payload.mjs';

const HELLO = '/-/hello';
const LEAVING = '/-/leaving';
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;
const CLOSE_MILLIS = 1_000;

/** One WebSocket between two nodes. Each end sends requests on it and answers those of the other end. */
export class Link {
    #socket;
    #self;
    #dialled;
    #outbound;
    #inbound;
    #heard = performance.now();
    #looked = performance.now();
    #greeted = false;
    #left = false;
    #greet;
    #pinger;

    /** The other end: its namespace, the additions that it announced, and whether it has said that it leaves. */
    peer = { features: new Set(), leaving: false };

    /** A promise of the hello of the other end: its `id`, and its `namespace` if it told that. */
    greeting = new Promise(resolve => { this.#greet = resolve; });

    /** A promise of `{code, reason}`, fulfilled when the link has closed. */
    closed;

    /**
     * @param socket of the package ws
     * @param self this node: id, namespace, maxMessage, pingInterval, routes
     * @param dialled whether this node dialled: a hello is taken from the other end only then
     * @param peer what is known of the other end
     */
    constructor(socket, self, dialled, peer) {
        this.#socket = socket;
        this.#self = self;
        this.#dialled = dialled;
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

    /** Waits until no handler runs for the other end, and the calls that were made before have ended, or the link has closed. */
    idle() {
        return Promise.race([Promise.all([this.#inbound.idle(), this.#outbound.pending()]), this.closed]);
    }

    /** Tells the other end that this node leaves, where it understands that. The link goes on. */
    announceLeaving() {
        if (this.isOpen && this.#understandsLeaving) this.push(LEAVING, {});
    }

    /** Closes the link of a node that leaves. The reason says which requests a handler was given. */
    leave() {
        this.#left ||= this.isOpen;
        this.close(1001, this.#understandsLeaving ? `leaving ${this.#inbound.highest}` : 'leaving');
    }

    get #understandsLeaving() {
        return this.peer.features.has('leaving');
    }

    /**
     * Calls a route of the other end.
     *
     * @param options `timeout` in milliseconds, `signal`, `correlationId`
     */
    async request(url, payload, { timeout, signal, correlationId = crypto.randomUUID() } = {}) {
        const data = requestData(url, payload, correlationId, this.peer);
        const millis = duration(timeout);
        if (millis < LONGEST_MILLIS && this.peer.features.has('deadline')) data.timeout = Math.max(1, Math.floor(millis));
        return this.#outbound.request(data, { timeout: millis, signal });
    }

    /** Sends the other end a request that is never answered. */
    push(url, payload) {
        this.#outbound.push({ url, data: payload });
    }

    /** Tells a dialler that announced additions about this end. */
    sayHello() {
        const { id, namespace, features, maxMessage } = this.#self;
        this.push(HELLO, { v: 1, id, namespace, features, maxMessage, path: '', scheme: 'ws', idempotent: [] });
    }

    /** Waits for the hello of the other end; null where none came in time. */
    hello(millis) {
        return Promise.race([this.greeting, this.closed.then(() => null), sleep(millis, null, { ref: false })]);
    }

    /** Closes the link, by force where the other end does not answer the close frame within a second. */
    close(code = 1000, reason = '') {
        this.#socket.close(code, reason);
        const force = setTimeout(() => this.#socket.terminate(), CLOSE_MILLIS);
        this.closed.then(() => clearTimeout(force));
    }

    /** Closes the link when nothing is in work on it. */
    async retire() {
        await Promise.race([Promise.all([this.#outbound.idle(), this.#inbound.idle()]), this.closed]);
        this.close(1000, 'replaced');
    }

    /** Whatever the other end sends, nothing is thrown: that would end the process. */
    #receive(bytes, binary) {
        try {
            this.#read(bytes, binary);
        } catch {
            this.#fail();
        }
    }

    #read(bytes, binary) {
        this.#heard = performance.now();
        if (binary) return this.close(1003, 'frames are text');
        const text = String(bytes);
        if (text.length > this.#self.maxMessage) return this.close(1009, 'too large');
        const frame = parseFrame(text);
        if (frame?.mode === ANSWER) this.#outbound.answered(frame);
        if (frame?.mode === ABORT) this.#inbound.abort(frame.data);
        if (frame?.mode !== REQUEST) return undefined;
        if (frame.data?.url === HELLO && frame.twoway !== true) return this.#takeHello(frame.data.data);
        if (frame.data?.url === LEAVING && frame.twoway !== true) return void (this.peer.leaving = true);
        return void this.#inbound.accept(frame).catch(() => this.#fail());
    }

    /** Takes the first hello of the end that accepted the link, and drops any other. */
    #takeHello(data) {
        if (!this.#dialled || this.#greeted) return;
        this.#greeted = true;
        const hello = readHello(data);
        if (!hello) return void this.close(1002, 'no hello');
        const { namespace, ...additions } = hello;
        Object.assign(this.peer, additions);
        this.#greet({ id: hello.id, namespace });
    }

    #send(frame) {
        if (!this.isOpen) throw new MicroError('LINK_LOST', 'the link is closed');
        const text = JSON.stringify(frame);
        const bound = this.peer.maxMessage ?? this.#self.maxMessage;
        if (text.length > bound) throw new MicroError('REFUSED', `${text.length} characters are more than ${bound}`, { status: 413 });
        if (this.#socket.bufferedAmount > MAX_QUEUED_BYTES) {
            this.close(1013, 'does not read');
            throw new MicroError('LINK_LOST', 'the peer does not read');
        }
        this.#socket.send(text);
    }

    /** A look that comes late closes no link: this process did nothing meanwhile, so that it has read nothing either. */
    #checkLife() {
        const { pingInterval } = this.#self;
        const now = performance.now();
        if (now - this.#looked > pingInterval) this.#heard = Math.max(this.#heard, now - pingInterval);
        this.#looked = now;
        const silent = now - this.#heard;
        if (!this.isOpen || silent < pingInterval) return;
        if (silent < 2 * pingInterval) this.#socket.ping();
        else this.close(4000, 'silent');
    }

    /**
     * The highest id that an end which left in good order gave to a handler; undefined where it did not say that. An end
     * that has left itself reads no number: it may be its own, because a peer sends the close frame back.
     */
    #highest(code, reason) {
        const [, id] = (!this.#left && code === 1001 && this.#understandsLeaving && /^leaving (-1|\d{1,16})$/.exec(reason)) || [];
        return id === undefined ? undefined : Number(id);
    }

    #fail() {
        this.close(1011, 'internal error');
    }

    #ended(code, reason) {
        clearInterval(this.#pinger);
        this.#inbound.closed();
        this.#outbound.closed(`the link closed with ${code}`, this.#highest(code, reason));
        return { code, reason };
    }
}
