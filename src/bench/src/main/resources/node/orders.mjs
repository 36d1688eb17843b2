// A peer that does for each call what the Node.js package does: a timer, a random id, a copy of the payload, a promise.
// Usage: node orders.mjs serve|call <registry> <namespace>
// "call" reads a line for each measurement, "payload style inFlight milliseconds", and answers "sample calls nanos p50 p99".
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer } from 'ws';

const TIMEOUT = 30_000;
const SIZES = { SMALL: 100, LARGE: 1024 };
const [what, registryUrl, namespace] = process.argv.slice(2);

class Link {
    ids = 0;
    pending = new Map();

    constructor(socket) {
        this.socket = socket;
        socket.on('message', text => this.receive(JSON.parse(text)));
    }

    receive({ id, mode, twoway, data }) {
        if (mode === 1) {
            const call = this.pending.get(id);
            if (!call) return;
            this.pending.delete(id);
            clearTimeout(call.timer);
            if (data.status === 200) call.resolve(data.data); else call.reject(new Error(data.message));
        } else if (mode === 0 && twoway) {
            const answer = data.url === '/order' ? { status: 200, data: data.data } : { status: 404, message: `no route ${data.url}` };
            this.send({ id, mode: 1, twoway: false, data: answer });
        }
    }

    send(frame) {
        this.socket.send(JSON.stringify(frame));
    }

    request(url, data) {
        const id = this.ids++;
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => {
                this.pending.delete(id);
                this.send({ id: this.ids++, mode: 2, data: id });
                reject(new Error('Abort'));
            }, TIMEOUT);
            this.pending.set(id, { resolve, reject, timer });
            this.send({ id, mode: 0, twoway: true, data: { url, data } });
        });
    }

    call(url, data) {
        return this.request(url, { ...data, _correlationId: randomUUID() });
    }
}

const orderOf = size => {
    const order = { customer: 'c-20417', id: 'o-4711', note: '', price: 1995, product: 'p-1001', quantity: 3 };
    return { ...order, note: 'n'.repeat(size - JSON.stringify(order).length) };
};

async function measure(link, order, inFlight, milliseconds) {
    const took = [];
    const begun = performance.now();
    const end = begun + milliseconds;
    const caller = async () => {
        let before = performance.now();
        while (before < end) {
            const answer = await link.call('/order', order);
            if (answer.id !== order.id || answer.note.length !== order.note.length) throw new Error('not the order that was sent');
            const now = performance.now();
            took.push(now - before);
            before = now;
        }
    };
    await Promise.all(Array.from({ length: inFlight }, caller));
    const nanos = Math.round((performance.now() - begun) * 1e6);
    took.sort((a, b) => a - b);
    const percentile = p => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * p))] * 1e6);
    return `${took.length} ${nanos} ${percentile(0.5)} ${percentile(0.99)}`;
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('connection', socket => new Link(socket));
await once(server, 'listening');
const own = what === 'serve' ? namespace : 'bench-client-node';
const dial = async base => {
    const socket = new WebSocket(`${base}/127.0.0.1/${server.address().port}/${own}`);
    const link = new Link(socket); // before it is open: the first message may come with the handshake's answer
    await once(socket, 'open');
    return link;
};

const registry = await dial(registryUrl);
setInterval(() => registry.send({ id: registry.ids++, mode: 0, twoway: false, data: { url: '/-/heartbeat', data: {} } }), 10_000);
const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit(0));
if (what === 'serve') {
    await registry.request('/-/find', { namespace });
    console.log(`ready ${namespace}`);
} else {
    const { host, port } = await registry.request('/-/find', { namespace });
    const link = await dial(`ws://${host}:${port}`);
    await link.call('/order', orderOf(SIZES.SMALL));
    lines.on('line', async line => {
        const [payload, , inFlight, milliseconds] = line.split(' ');
        console.log(`sample ${await measure(link, orderOf(SIZES[payload]), Number(inFlight), Number(milliseconds))}`);
    });
    console.log('ready');
}
