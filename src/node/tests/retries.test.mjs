import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { MicroNode } from '../index.mjs';
import { at, hello, startFinder, startPeer } from './peers.mjs';

const make = (t, options) => {
    const node = new MicroNode({ namespace: 'caller', ...options });
    t.after(() => node.stop());
    return node;
};
/** A port on which nobody listens. */
const unused = async t => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return { port };
};

test('an instance that cannot be reached costs no retry, and is tried once', async t => {
    const dead = [await unused(t), await unused(t), await unused(t)];
    const live = await startPeer(t);
    let known = [...dead, live];
    const asked = [];
    const registry = await startFinder(t, (_, exclude) => {
        asked.push(exclude.length);
        const found = known.find(({ port }) => !exclude.includes(`127.0.0.1:${port}`));
        return found && at(found);
    });
    const node = await make(t, { registry: registry.url }).start();
    assert.equal(await node.call('callee', '/x', 1, { retries: 0 }), '/x');
    assert.deepEqual(asked, [0, 1, 2, 3]);
    known = dead;
    await assert.rejects(node.call('none', '/x', 1, { retries: 0 }), { code: 'CONNECT_FAILED' });
});

test('a registry that tells the same instance again does not keep a call busy', async t => {
    const dead = await unused(t);
    const asked = [];
    const node = await make(t, { registry: (await startFinder(t, (_, exclude) => { asked.push(exclude); return at(dead); })).url }).start();
    await assert.rejects(node.call('callee', '/x'), { code: 'CONNECT_FAILED' });
    assert.equal(asked.length, 2);
});

test('a call that may have run once is not said to have surely not run', async t => {
    const dead = await unused(t);
    const answer = () => { callee.links[0].socket.terminate(); };
    const callee = await startPeer(t, { greeting: () => hello('callee', 'c'), answer });
    const found = [at(callee), at(dead)];
    const registry = await startFinder(t, (_, exclude) => found[exclude.length]);
    const node = await make(t, { registry: registry.url }).start();
    await assert.rejects(node.call('callee', '/x', 1, { idempotent: true }), { code: 'LINK_LOST', mayHaveExecuted: true });
});
