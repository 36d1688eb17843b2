import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { MicroNode } from '../index.mjs';
import { Routes } from '../routes.mjs';

const PATH = '/127.0.0.1/9000/raw';
const PING_INTERVAL = 1_000;
let node;
const dial = async (path = PATH, options = {}) => {
    const socket = new WebSocket(`ws://${node.key}${path}`, options);
    const frames = [];
    let told = () => {};
    socket.on('message', text => { frames.push(JSON.parse(text)); told(); });
    await once(socket, 'open');
    return {
        socket,
        send: frame => socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame)),
        next: async () => {
            while (!frames.length) await new Promise(resolve => { told = resolve; });
            return frames.shift();
        },
        closed: async () => (await once(socket, 'close'))[0],
    };
};
const status = async (path, options) => {
    const [, response] = await once(new WebSocket(`ws://${node.key}${path}`, options).on('error', () => {}), 'unexpected-response');
    return response.statusCode;
};
const request = (id, url, data, more) => ({ id, mode: 0, twoway: true, data: { url, data, ...more } });

before(async () => {
    node = new MicroNode({ namespace: 'served', registry: 'ws://127.0.0.1:1', pingInterval: PING_INTERVAL, maxMessage: 10_000 });
    node.route('/echo', (payload, { correlationId }) => ({ payload, correlationId }))
        .route('/wait', (_, { signal }) => once(signal, 'abort').then(() => 'stopped'));
    await node.start();
});
after(() => node.stop());

test('a peer without additions is sent none, and its correlation id is taken out of the payload', async () => {
    const link = await dial();
    link.send(request(0, '/echo', { _correlationId: 'c-1', data: [1] }));
    assert.deepEqual(await link.next(), { id: 0, mode: 1, twoway: false, data: { status: 200, data: { payload: [1], correlationId: 'c-1' } } });
    link.send(request(1, '/-/health'));
    assert.equal((await link.next()).data.data.status, 'ok');
    link.socket.close();
});

test('a node lists the routes of its application, in parts where there are many', async () => {
    const link = await dial();
    const ask = async (id, data) => { link.send(request(id, '/-/routes', data)); return (await link.next()).data; };
    assert.deepEqual((await ask(0)).data, { routes: ['/echo', '/wait'].map(path => ({ path, parameters: [], idempotent: false })) });
    assert.deepEqual((await ask(1, { after: '/echo' })).data.routes.map(({ path }) => path), ['/wait']);
    assert.equal((await ask(2, { after: 7 })).status, 400);
    link.socket.close();

    const routes = new Routes(1_000, () => {});
    for (let i = 0; i < 1_500; i++) routes.set(`/r${i}`, () => {});
    const first = routes.list();
    const second = routes.list(first.routes.at(-1).path);
    assert.deepEqual([first.routes.length, first.more, second.routes.length, second.more], [1_000, true, 500, undefined]);
});

test('a peer with an id is greeted first', async () => {
    const link = await dial(`${PATH}?v=1&id=abc&features=errors`);
    const hello = await link.next();
    assert.equal(hello.data.url, '/-/hello');
    assert.equal(hello.data.data.namespace, 'served');
    link.send(request(0, '/none'));
    assert.deepEqual((await link.next()).data, { status: 404, data: null, message: 'no route /none', executed: false });
    link.socket.close();
});

test('an id in use is answered 409, a request without a url 400, and what is no frame is dropped', async () => {
    const link = await dial();
    link.send('no frame');
    link.send('[1]');
    link.send(request(3, '/wait'));
    link.send(request(3, '/wait'));
    assert.equal((await link.next()).data.status, 409);
    link.send({ id: 4, mode: 0, twoway: true });
    assert.equal((await link.next()).data.status, 400);
    link.send({ id: 5, mode: 2, twoway: false, data: 3 });
    link.send({ id: 6, mode: 2, twoway: false, data: 99 });
    link.send(request(7, '/echo'));
    assert.equal((await link.next()).id, 7, 'an aborted request is not answered');
    link.socket.close();
});

test('the time that a caller still waits stops the handler', async () => {
    const link = await dial();
    link.send(request(0, '/wait', null, { timeout: 30 }));
    assert.equal((await link.next()).data.status, 504);
    link.socket.close();
});

test('a push is never answered', async () => {
    const link = await dial();
    link.send({ id: 0, mode: 0, twoway: false, data: { url: '/none' } });
    link.send(request(1, '/echo'));
    assert.equal((await link.next()).id, 1);
    link.socket.close();
});

test('a binary message closes the link with 1003, one that is too large with 1009', async () => {
    const binary = await dial();
    binary.send(Buffer.from('{}'));
    assert.equal(await binary.closed(), 1003);
    const large = await dial();
    large.send(JSON.stringify('x'.repeat(10_000)));
    assert.equal(await large.closed(), 1009);
});

test('a handshake of no node is refused, and so is one of a web page', async () => {
    for (const path of ['/', '/127.0.0.1/9000', '/127.0.0.1/port/ns', '/127.0.0.1/9000/registry', '/127.0.0.1/9000/-/x', '/%/9000/ns']) {
        assert.equal(await status(path), 404, path);
    }
    assert.equal(await status(PATH, { origin: 'https://evil.example' }), 403);
});

test('a peer that is silent is pinged, and its link is closed', async () => {
    const [host, port] = node.key.split(':');
    const socket = connect(port, host);
    socket.write(`GET ${PATH} HTTP/1.1\r\nHost: ${node.key}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
        + 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
    const received = [];
    socket.on('data', bytes => received.push(bytes));
    await once(socket, 'close');
    const bytes = Buffer.concat(received);
    assert.ok(bytes.includes(Buffer.from([0x89, 0])), 'a ping');
    assert.ok(bytes.includes(Buffer.from([4000 >> 8, 4000 & 255])), 'a close frame with 4000');
});

test('a link that answers pings stays open', async () => {
    const link = await dial();
    for (let i = 0; i < 4; i++) await once(link.socket, 'ping');
    assert.equal(link.socket.readyState, WebSocket.OPEN);
    link.socket.close();
});

test('a node that did nothing for some time pings before it calls a peer silent', async () => {
    const link = await dial();
    const ended = link.closed();
    const end = performance.now() + 3 * PING_INTERVAL;
    while (performance.now() < end); // as a process that is suspended
    const pinged = once(link.socket, 'ping').then(() => once(link.socket, 'ping')).then(() => 'pinged twice');
    assert.equal(await Promise.race([pinged, ended]), 'pinged twice');
    link.socket.close();
});

test('a namespace and a route are checked when they are given', () => {
    for (const namespace of ['', 'registry', '-a', 'a//b', '..', 'a b', 'x'.repeat(129)]) {
        assert.throws(() => new MicroNode({ namespace }), TypeError, namespace);
    }
    assert.throws(() => node.route('/-/health', () => {}), TypeError);
    assert.throws(() => node.route('greet', () => {}), TypeError);
});
