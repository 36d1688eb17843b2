import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { MicroNode } from '../index.mjs';
import { at, hello, startFinder, startPeer } from './peers.mjs';

const make = (t, options) => {
    const node = new MicroNode({ namespace: 'served', registry: 'ws://127.0.0.1:1', ...options });
    t.after(() => node.stop());
    return node;
};
const WORD = { id: 1, mode: 0, twoway: false, data: { url: '/-/leaving', data: {} } };
const leaver = id => ({ greeting: () => hello('callee', id, { features: ['leaving', 'errors'] }) });

/** A peer that dials a node, and collects the frames and the close that it is sent. */
const dialled = async node => {
    const socket = new WebSocket(`ws://${node.key}/10.0.0.9/1/caller?v=1&id=me&features=leaving`);
    const frames = [];
    socket.on('message', text => frames.push(JSON.parse(text)));
    const closed = once(socket, 'close').then(([code, reason]) => `${code} ${reason}`);
    await once(socket, 'open');
    return { frames, closed, send: frame => socket.send(JSON.stringify(frame)), answer: async id => {
        while (!frames.some(frame => frame.mode === 1 && frame.id === id)) await once(socket, 'message');
        return frames.find(frame => frame.mode === 1 && frame.id === id).data;
    } };
};

test('a node that leaves says so, finishes what it has begun, refuses the rest, and names the last request', async t => {
    let finish;
    const node = await make(t).route('/slow', () => new Promise(resolve => { finish = resolve; })).start();
    const peer = await dialled(node);
    peer.send({ id: 7, mode: 0, twoway: true, data: { url: '/slow' } });
    peer.send({ id: 8, mode: 0, twoway: true, data: { url: '/none' } });
    await peer.answer(8);
    const stopped = node.stop();
    while (!peer.frames.some(({ data }) => data?.url === '/-/leaving')) await new Promise(resolve => { setTimeout(resolve, 5); });
    let refused;
    for (let id = 9; refused?.status !== 503; id++) {
        peer.send({ id, mode: 0, twoway: true, data: { url: '/none' } });
        refused = await peer.answer(id);
    }
    assert.equal(refused.executed, false);
    finish('at last');
    assert.deepEqual(await peer.answer(7), { status: 200, data: 'at last' });
    assert.equal(await peer.closed, '1001 leaving 7');
    await stopped;
});

test('an instance that leaves gets no new calls, though its link is open', async t => {
    const callees = [await startPeer(t, leaver('a')), await startPeer(t, leaver('b'))];
    const registry = await startFinder(t, (_, exclude) => {
        const found = callees.findIndex(({ key }) => !exclude.includes(key));
        return found < 0 ? undefined : at(callees[found], { id: 'ab'[found] });
    });
    const node = await make(t, { registry: registry.url }).start();
    assert.equal(await node.call('callee', '/x'), '/x');
    callees[0].links[0].send(WORD);
    await once(callees[0].links[0].socket.ping() ?? callees[0].links[0].socket, 'pong');
    assert.equal(await node.call('callee', '/x'), '/x');
    assert.equal(callees[1].links.length, 1);
    assert.equal(callees[0].links[0].socket.readyState, WebSocket.OPEN);
});

test('requests above the last one surely did not run, and are repeated', async t => {
    let first;
    const closing = await startPeer(t, { ...leaver('a'), answer: () => { first.links[0].socket.close(1001, 'leaving -1'); } });
    first = closing;
    const other = await startPeer(t, leaver('b'));
    const registry = await startFinder(t, (_, exclude) => (exclude.includes(closing.key) ? at(other, { id: 'b' }) : at(closing, { id: 'a' })));
    const node = await make(t, { registry: registry.url }).start();
    assert.equal(await node.call('callee', '/x', 1, { retries: 0 }), '/x');
});

test('a node that leaves takes the number that comes back for its own: its calls in work may have run', async t => {
    let asked;
    const begun = new Promise(resolve => { asked = resolve; });
    const callee = await startPeer(t, { ...leaver('a'), answer: () => { asked(); } });
    const node = await make(t, { registry: (await startFinder(t, () => at(callee, { id: 'a' }))).url, drainTimeout: 0 }).start();
    const failed = node.call('callee', '/x', 1, { retries: 0 }).catch(error => error);
    await begun;
    await node.stop();
    const { code, mayHaveExecuted } = await failed;
    assert.deepEqual([code, mayHaveExecuted], ['LINK_LOST', true]);
});
