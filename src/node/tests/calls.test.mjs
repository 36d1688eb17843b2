import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { MicroNode, RouteError } from '../index.mjs';
import { startRegistry } from './registry.mjs';

let registry, caller;
const errors = [];
const nodes = [];
const start = async (namespace, routes = {}, options = {}) => {
    const node = new MicroNode({ namespace, registry: registry.url, onError: error => errors.push(error.message), ...options });
    Object.entries(routes).forEach(([url, handler]) => node.route(url, handler));
    nodes.push(await node.start());
    await node.ready();
    return node;
};

before(async () => {
    registry = await startRegistry();
    caller = await start('caller');
});
after(async () => {
    await Promise.all(nodes.map(node => node.stop()));
    await registry.stop();
});

test('a call reaches a handler and gets its result', async () => {
    await start('greeter', { '/greet': ({ name }) => ({ greeting: `Hello ${name}` }), '/nothing': () => undefined });

    assert.deepEqual(await caller.call('greeter', '/greet', { name: 'Ada' }), { greeting: 'Hello Ada' });
    assert.equal(await caller.call('greeter', '/nothing'), undefined);
});

test('a payload arrives as it was passed, whatever it is', async () => {
    await start('shop/echo', { '/echo': payload => ({ payload }) });

    for (const payload of [null, 'text', 7, false, [1, {}], { data: 1 }, { data: { a: 1 } }, { a: 'ü€😀' }]) {
        assert.deepEqual(await caller.call('shop/echo', '/echo', payload), { payload });
    }
    assert.deepEqual(await caller.call('shop/echo', '/echo'), {});
});

test('a handler knows the correlation id, and calls its caller on the same link', async () => {
    await start('back', { '/back': (_, { peer, correlationId }) => peer.request('/name', null, { correlationId }) });
    const front = await start('front', { '/name': (_, { correlationId }) => `front ${correlationId}` });

    assert.equal(await front.call('back', '/back', null, { correlationId: 'c-1' }), 'front c-1');
});

test('a call that takes too long fails, and the handler is told to stop', async () => {
    let stopped;
    const told = new Promise(resolve => { stopped = resolve; });
    await start('slow', { '/sleep': (_, { signal }) => once(signal, 'abort').then(stopped), '/awake': () => true });
    await caller.call('slow', '/awake'); // opens the link; the handler must begin within the timeout

    await assert.rejects(caller.call('slow', '/sleep', null, { timeout: 3_000 }), { code: 'TIMEOUT', mayHaveExecuted: true });
    await told;
});

test('an aborted call fails at once, and the handler is told to stop', async () => {
    let running, stopped;
    const begun = new Promise(resolve => { running = resolve; });
    const told = new Promise(resolve => { stopped = resolve; });
    await start('endless', { '/run': (_, { signal }) => { running(); return once(signal, 'abort').then(stopped); } });
    const abort = new AbortController();

    const call = caller.call('endless', '/run', null, { signal: abort.signal });
    await begun;
    abort.abort();
    await assert.rejects(call, { code: 'ABORTED', mayHaveExecuted: true });
    await told;
    await assert.rejects(caller.call('endless', '/run', null, { signal: abort.signal }), { code: 'ABORTED', mayHaveExecuted: false });
});

test('a handler that passes its own deadline is stopped and answered 504', async () => {
    await start('late', { '/late': (_, { signal }) => once(signal, 'abort') }, { handlerTimeout: 50 });

    await assert.rejects(caller.call('late', '/late'), { code: 'ANSWERED', status: 504 });
});

test('a handler answers with a status of its own, and hides any other exception', async () => {
    await start('failing', {
        '/forbidden': () => { throw new RouteError(403, 'not for you'); },
        '/text': () => { throw new RouteError('sold-out', 'none left'); },
        '/broken': () => { throw new Error('a secret'); },
        '/circle': () => { const circle = {}; circle.circle = circle; return circle; },
    });

    await assert.rejects(caller.call('failing', '/forbidden'), { code: 'ANSWERED', status: 403, message: 'not for you' });
    await assert.rejects(caller.call('failing', '/text'), { code: 'ANSWERED', status: 'sold-out' });
    await assert.rejects(caller.call('failing', '/broken'), { code: 'ANSWERED', status: 500, message: 'internal error' });
    await assert.rejects(caller.call('failing', '/circle'), { code: 'ANSWERED', status: 500 });
    assert.ok(errors.includes('a secret'));
});

test('an unknown route and an unknown namespace fail without a handler', async () => {
    await start('empty');

    await assert.rejects(caller.call('empty', '/x'), { code: 'REFUSED', status: 404, mayHaveExecuted: false });
    await assert.rejects(caller.call('nobody', '/x'), { code: 'NOT_FOUND', mayHaveExecuted: false });
});

test('a message that is too large fails its call only', async () => {
    await start('small', { '/size': text => text.length, '/grow': size => 'x'.repeat(size) }, { maxMessage: 2_000 });

    await assert.rejects(caller.call('small', '/size', 'x'.repeat(3_000)), { code: 'REFUSED', status: 413 });
    await assert.rejects(caller.call('small', '/grow', 2_000_000), { code: 'ANSWERED', status: 413 });
    assert.equal(await caller.call('small', '/size', 'x'.repeat(1_000)), 1_000);
});

test('a call goes to another instance where one is leaving or gone', async () => {
    const twins = [await start('twin', { '/key': () => twins[0].key }), await start('twin', { '/key': () => twins[1].key })];

    const first = await caller.call('twin', '/key');
    await twins.find(twin => twin.key === first).stop();
    const second = await caller.call('twin', '/key');
    assert.notEqual(second, first);
});

test('sixty-four callers at once make one link, and each gets its own answer', async () => {
    const links = new Set();
    await start('busy', { '/echo': (payload, { peer }) => { links.add(peer); return payload; } });

    const numbers = Array.from({ length: 64 }, (_, i) => i);
    assert.deepEqual(await Promise.all(numbers.map(i => caller.call('busy', '/echo', i))), numbers);
    assert.equal(links.size, 1);
});

test('a node calls itself', async () => {
    const own = await start('own', { '/me': () => 'me' });

    assert.equal(await own.call('own', '/me'), 'me');
});
