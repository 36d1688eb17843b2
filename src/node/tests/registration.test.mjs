import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, test } from 'node:test';
import { MicroNode } from '../index.mjs';
import { hello, startPeer } from './peers.mjs';
import { freePort, startRegistry, until } from './registry.mjs';

const nodes = [];
const make = (registry, options) => {
    const node = new MicroNode({ namespace: 'greeter', registry, ...options }).route('/greet', ({ name }) => ({ greeting: `Hello ${name}` }));
    nodes.push(node);
    return node;
};
afterEach(() => Promise.all(nodes.splice(0).map(node => node.stop())));
const instance = async registry => (await registry.get('/api/namespaces')).namespaces.find(({ name }) => name === 'greeter')?.instances[0];
/** The answer lists a node some time after the node knows that it is registered. */
const listed = registry => until(() => instance(registry), found => found);

test('the registry lists a node, and its gateway calls it', async t => {
    const registry = await startRegistry(t);
    const node = await make(registry.url).start();
    assert.ok(node.isRegistered);
    assert.equal((await listed(registry)).key, node.key);

    const answer = await registry.post('/call/greeter/greet', '{"name": "Ada"}');
    assert.deepEqual(await answer.json(), { greeting: 'Hello Ada' });

    await node.stop();
    const { departed } = await until(() => registry.get('/api/status'), status => status.departed.length);
    assert.equal(departed[0].reason, 'leaving');
});

test('heartbeats keep a node registered; without them it is taken out, and registers again', async t => {
    const started = timeout => startRegistry(t, {
        properties: { 'micro.registry-server.heartbeat-timeout': timeout, 'micro.registry-server.sweep-interval': '50ms' },
    });
    const registry = await started('8s');
    const node = await make(registry.url, { heartbeatInterval: 50 }).start();
    const { since } = await listed(registry);
    const beats = 10_000; // more than the registry's limit
    await until(() => instance(registry), ({ lastHeartbeat }) => new Date(lastHeartbeat) - new Date(since) > beats);
    assert.equal((await registry.get('/api/status')).departed.length, 0);
    await node.stop();

    const hasty = await started('1s');
    const silent = await make(hasty.url, { heartbeatInterval: 3_600_000, reconnectDelay: 50 }).start();
    await until(() => hasty.get('/api/status'), ({ departed }) => departed.some(({ key }) => key === silent.key));
    await until(() => instance(hasty), found => found?.key === silent.key);
    await silent.stop();
});

test('a node registers again when the registry is back, and open links go on meanwhile', async t => {
    const registry = await startRegistry(t, { port: await freePort() });
    const options = { reconnectDelay: 50 };
    const node = await make(registry.url, options).start();
    const caller = await make(registry.url, { namespace: 'caller', ...options }).start();
    await caller.call('greeter', '/greet', { name: 'Ada' });

    await registry.stop('SIGKILL');
    await until(() => caller.isRegistered || node.isRegistered, registered => !registered);
    assert.deepEqual(await caller.call('greeter', '/greet', { name: 'Bob' }), { greeting: 'Hello Bob' });
    await assert.rejects(caller.call('other', '/x'), { code: 'NO_REGISTRY', mayHaveExecuted: false });

    const again = await startRegistry(t, { port: registry.port });
    await Promise.all([node.ready(), caller.ready()]);
    await assert.rejects(caller.call('other', '/x'), { code: 'NOT_FOUND' });
});

test('a node that starts before its registry serves, and joins when the registry comes', async t => {
    const first = await startRegistry(t, { port: await freePort() });
    await first.stop();
    const node = await make(first.url, { reconnectDelay: 50 }).start();
    assert.equal(node.isRegistered, false);

    const registry = await startRegistry(t, { port: first.port });
    await node.ready();
    await node.stop();
    await node.start(); // a new start, with a new id
    await node.ready();
    await node.stop();
});

test('a node that leaves lets its handlers end, and takes no new requests', async t => {
    const registry = await startRegistry(t);
    let running, end;
    const begun = new Promise(resolve => { running = resolve; });
    const node = make(registry.url).route('/long', () => { running(); return new Promise(resolve => { end = resolve; }); });
    await node.start();
    const caller = await make(registry.url, { namespace: 'caller' }).start();

    const long = caller.call('greeter', '/long');
    await begun;
    const stopped = node.stop();
    // for a moment it serves what comes; then there is no instance for new calls
    let refused;
    while (!refused) refused = await caller.call('greeter', '/greet', { name: 'Ada' }, { retries: 0 }).then(() => null, error => error);
    assert.ok(['REFUSED', 'NOT_FOUND'].includes(refused.code) && !refused.mayHaveExecuted, refused.code);
    end('done');
    assert.equal(await long, 'done');
});

test('two registries list the node, and one of them is enough to find it', async t => {
    const [one, two] = await Promise.all([startRegistry(t), startRegistry(t)]);
    const both = `${one.url},${two.url}`;
    const node = await make(both).start();
    const caller = await make(both, { namespace: 'caller', reconnectDelay: 50 }).start();
    assert.deepEqual([(await listed(one)).key, (await listed(two)).key], [node.key, node.key]);

    await one.stop();
    assert.deepEqual(await caller.call('greeter', '/greet', { name: 'Ada' }), { greeting: 'Hello Ada' });
});

/** Gives the times of events, in milliseconds: `next` adds one, and `first` is a promise of the first `count` ones. */
const clock = () => {
    const times = [];
    let told = () => {};
    return {
        next: () => { times.push(performance.now()); told(); },
        first: async count => {
            while (times.length < count) await new Promise(resolve => { told = resolve; });
            return times.slice(0, count);
        },
    };
};

/** A server that gives each handshake to a function of its socket. */
const startServer = async (t, onHandshake) => {
    const server = createServer().on('upgrade', (_, socket) => onHandshake(socket.on('error', () => {})));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => { server.close(); server.closeAllConnections(); });
    return `ws://127.0.0.1:${server.address().port}`;
};

test('a busy registry is dialled again after the time that it asks for', async t => {
    const dials = clock();
    const url = await startServer(t, socket => {
        dials.next();
        socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
    await make(url, { reconnectDelay: 50 }).start();
    const [first, second] = await dials.first(2);
    assert.ok(second - first > 990, `${second - first} ms`);
});

test('without a delay a registry is not dialled all the time', async t => {
    t.mock.method(Math, 'random', () => 0.5);
    const refused = clock();
    const url = await startServer(t, socket => { refused.next(); socket.destroy(); });
    await make(url, { reconnectDelay: 0 }).start();
    const [first, ...others] = await refused.first(5);
    assert.ok(others.at(-1) - first > 4 * 49, `${others.at(-1) - first} ms`);

    const registered = clock();
    const greeting = () => { registered.next(); return hello('registry', 'r'); };
    const peer = await startPeer(t, { greeting });
    const node = await make(peer.url, { reconnectDelay: 0 }).start();
    for (let i = 0; i < 5; i++) {
        await registered.first(i + 1);
        await until(() => node.isRegistered, it => it);
        peer.links[i].socket.close(1001);
    }
    const [begin, ...later] = await registered.first(5);
    assert.ok(later.at(-1) - begin > 4 * 49, `${later.at(-1) - begin} ms`);
});
