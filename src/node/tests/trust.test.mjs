import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { MicroNode, RouteError } from '../index.mjs';
import { at, hello, startFinder, startPeer } from './peers.mjs';

const NOWHERE = 'ws://127.0.0.1:1';
const PATH = '/127.0.0.1/9000/raw';
const HOSTILE = { toString: 1, valueOf: 1 };

const start = async (t, registry = NOWHERE, routes = {}, options = {}) => {
    const node = new MicroNode({ namespace: 'served', registry, ...options }).route('/echo', payload => payload);
    Object.entries(routes).forEach(([url, handler]) => node.route(url, handler));
    t.after(() => node.stop());
    return node.start();
};
const dial = async (t, node, query = '') => {
    const socket = new WebSocket(`ws://${node.key}${PATH}${query}`);
    t.after(() => socket.terminate());
    const frames = [];
    let told = () => {};
    socket.on('message', text => { frames.push(JSON.parse(text)); told(); });
    await once(socket, 'open');
    return {
        send: (id, url, data, more) => socket.send(JSON.stringify({ id, mode: 0, twoway: true, data: { url, data, ...more } })),
        push: data => socket.send(JSON.stringify({ id: 99, mode: 0, twoway: false, data })),
        next: async () => {
            while (!frames.length) await new Promise(resolve => { told = resolve; });
            return frames.shift();
        },
    };
};

test('a handshake that takes only messages too short for a hello is refused', async t => {
    const node = await start(t);
    const socket = new WebSocket(`ws://${node.key}${PATH}?v=1&id=abc&maxMessage=1`).on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    assert.equal(response.statusCode, 404);
    const link = await dial(t, node, '?v=1&id=abc&maxMessage=1024');
    assert.equal((await link.next()).data.url, '/-/hello');
});

test('additions without an id are none', async t => {
    const link = await dial(t, await start(t), '?v=1&maxMessage=1');
    link.send(0, '/echo', 'x');
    assert.equal((await link.next()).data.data, 'x');
});

test('an answer that is too long for its caller becomes one that fits', async t => {
    const routes = { '/long': () => 'x'.repeat(2_000), '/fail': () => { throw new RouteError(422, '\0'.repeat(900)); } };
    const link = await dial(t, await start(t, NOWHERE, routes), '?v=1&id=abc&maxMessage=1024');
    await link.next();
    link.send(0, '/long');
    assert.equal((await link.next()).data.status, 413);
    link.send(1, '/fail');
    assert.deepEqual((await link.next()).data, { status: 422, data: null });
});

test('a RouteError has a status that an answer can carry', () => {
    for (const status of [200, NaN, undefined, {}, '', 'x'.repeat(129)]) assert.throws(() => new RouteError(status, 'x'), TypeError);
    assert.equal(new RouteError('sold-out').status, 'sold-out');
});

test('members of a request have the types of the wire, and are not converted', async t => {
    let seen;
    const link = await dial(t, await start(t, NOWHERE, { '/id': (_, { correlationId }) => { seen = correlationId; } }));
    link.send(0, '/echo', 'x', { timeout: HOSTILE });
    assert.equal((await link.next()).data.status, 200);
    for (const metadata of [{ 'correlation-id': HOSTILE }, [], 'text', null, { other: 1 }, { Other: 'x' }, { long: 'x'.repeat(9_000) }]) {
        link.send(1, '/echo', 'x', { metadata });
        assert.equal((await link.next()).data.status, 400, JSON.stringify(metadata));
    }
    for (const id of [HOSTILE, 'a\nb', 'x'.repeat(129)]) {
        link.send(2, '/id', { _correlationId: id, data: 1 });
        await link.next();
        assert.match(seen, /^[0-9a-f-]{36}$/);
    }
    link.send(3, '/id', 1, { metadata: { 'correlation-id': 'a\nb' } });
    await link.next();
    assert.match(seen, /^[0-9a-f-]{36}$/);
});

test('a hello that is none closes its link with 1002', async t => {
    const bad = [{ namespace: HOSTILE }, { namespace: 'a b' }, { id: HOSTILE }, { id: '' }, { v: HOSTILE }, { v: 0 }, { features: HOSTILE },
        { features: [HOSTILE] }, { maxMessage: HOSTILE }, { maxMessage: '2000' }, { maxMessage: 1 }];
    const frames = [...bad.map(it => hello('registry', 'r', it)), { ...hello(), data: { url: '/-/hello' } },
        { ...hello(), data: { url: '/-/hello', data: 'x' } }];
    for (const greeting of frames) {
        const peer = await startPeer(t, { greeting: () => greeting });
        const node = await start(t, peer.url);
        assert.equal(await peer.links[0].closed, 1002, JSON.stringify(greeting));
        await node.stop();
    }
});

test('an answer of other types fails its call only', async t => {
    const callee = await startPeer(t, { answer: (_, payload) => payload.data });
    const node = await start(t, (await startFinder(t, () => at(callee))).url);
    for (const [data, status] of [[{ status: 400, message: HOSTILE }, 400], [{ status: HOSTILE }], [null], [HOSTILE]]) {
        await assert.rejects(node.call('callee', '/x', { data }), { code: 'ANSWERED', status });
    }
    await assert.rejects(node.call('callee', '/x', { data: { status: 400, message: 'a\nb\u202e' } }), { message: 'a?b?' });
});

test('an address of other types is no address', async t => {
    const wrong = [HOSTILE, 'x', { host: HOSTILE, port: 1 }, { host: 'h/x', port: 1 }, { host: 'h', port: '1' }, { host: 'h', port: 70_000 },
        { host: 'h', port: 1, path: HOSTILE }, { host: 'h', port: 1, path: '/a?b' },
        { host: 'h', port: 1, scheme: 'http' }, { host: 'h', port: 1, id: HOSTILE }];
    let answer;
    const node = await start(t, (await startFinder(t, () => answer)).url);
    for (answer of wrong) {
        await assert.rejects(node.call('callee', '/x'), { code: 'NO_REGISTRY', mayHaveExecuted: false }, JSON.stringify(answer));
    }
});

test('a server whose hello is not that of a registry registers nobody', async t => {
    const peer = await startPeer(t, { greeting: () => hello('payments', 'p') });
    const node = await start(t, peer.url, {}, { reconnectDelay: 3_600_000 });
    assert.equal(await peer.links[0].closed, 1000);
    assert.equal(node.isRegistered, false);
    await assert.rejects(node.call('x', '/x'), { code: 'NO_REGISTRY' });
});

test('a registry without a hello registers, and a hello of another namespace ends that', async t => {
    const peer = await startPeer(t);
    const node = await start(t, peer.url);
    assert.ok(node.isRegistered);
    peer.links[0].send(hello('payments', 'p'));
    assert.equal(await peer.links[0].closed, 1000);
    assert.equal(node.isRegistered, false);
});

test('a node that dialled in cannot rename itself', async t => {
    let seen;
    const link = await dial(t, await start(t, NOWHERE, { '/who': (_, { peer }) => { seen = { ...peer.peer }; } }), '?v=1&id=abc');
    await link.next();
    link.push(hello('other', 'xyz', { features: ['metadata'], maxMessage: 2_000 }).data);
    link.send(1, '/who');
    await link.next();
    assert.deepEqual([seen.namespace, seen.id, seen.features.size, seen.maxMessage], ['raw', 'abc', 0, undefined]);
});

test('a hello counts once', async t => {
    const callee = await startPeer(t, { greeting: () => hello('callee', 'one') });
    const node = await start(t, (await startFinder(t, () => at(callee, { id: 'one' }))).url);
    assert.equal(await node.call('callee', '/x'), '/x');
    callee.links[0].send(hello('callee', 'two', { maxMessage: 1_024 }));
    assert.equal(await node.call('callee', '/y', 'z'.repeat(3_000)), '/y');
    assert.equal(await node.call('callee', '/y', 'z'.repeat(3_000)), '/y');
    assert.equal(callee.links.length, 1);
});

test('a link whose hello has another namespace is closed, also where no id was told, and gets no more calls', async t => {
    const urls = [];
    let greeting = hello('other', 'x');
    const callee = await startPeer(t, { greeting: () => greeting, answer: url => { urls.push(url); return { status: 200, data: url }; } });
    const node = await start(t, (await startFinder(t, () => at(callee))).url);
    await node.call('callee', '/first').catch(() => {}); // sent before the hello, or refused by it
    assert.equal(await callee.links[0].closed, 1008);
    await assert.rejects(node.call('callee', '/second'), { code: 'CONNECT_FAILED', mayHaveExecuted: false });
    assert.ok(!urls.includes('/second'));

    greeting = hello('callee', 'y');
    assert.equal(await node.call('callee', '/third'), '/third');
});

test('an open link to an address is not that to another namespace there', async t => {
    const callee = await startPeer(t, { greeting: () => hello('one', 'id-1') });
    const node = await start(t, (await startFinder(t, name => at(callee, { id: name === 'one' ? 'id-1' : 'id-2' }))).url);
    assert.equal(await node.call('one', '/x'), '/x');
    await assert.rejects(node.call('two', '/x'), { code: 'CONNECT_FAILED', mayHaveExecuted: false });
    assert.equal(await node.call('one', '/x'), '/x');
});

test('an open link to an earlier start of an instance is not used for the next one', async t => {
    let id = 'first';
    const busy = new Set();
    const answer = (name, url) => (busy.has(name) ? { status: 503, data: null, executed: false } : { status: 200, data: name + url });
    const a = await startPeer(t, { greeting: () => hello('callee', id), answer: url => answer('a', url) });
    const b = await startPeer(t, { greeting: () => hello('callee', 'b'), answer: url => answer('b', url) });
    const registry = await startFinder(t, (_, exclude) => (exclude.includes(a.key) ? at(b, { id: 'b' }) : at(a, { id })));
    const node = await start(t, registry.url);
    assert.equal(await node.call('callee', '/1'), 'a/1');
    busy.add('a');
    assert.equal(await node.call('callee', '/2'), 'b/2');
    busy.delete('a');
    busy.add('b');
    id = 'second';
    assert.equal(await node.call('callee', '/3'), 'a/3');
    assert.equal(a.links.length, 2);
    assert.equal(await a.links[0].closed, 1000);
});
