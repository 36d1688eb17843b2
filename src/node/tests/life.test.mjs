import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { MicroNode } from '../index.mjs';
import { at, startFinder, startPeer } from './peers.mjs';

const make = (t, options) => {
    const node = new MicroNode({ namespace: 'served', registry: 'ws://127.0.0.1:1', ...options });
    t.after(() => node.stop());
    return node;
};
/** A server that reads and, if asked to, answers the handshake, and then says nothing. */
const startMute = async (t, shakesHands) => {
    const server = createServer();
    const sockets = [];
    server.on('connection', socket => {
        sockets.push(socket);
        socket.on('error', () => {}).on('data', bytes => {
            const key = /Sec-WebSocket-Key: (.*)\r\n/.exec(String(bytes))?.[1];
            const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
            if (!key || !shakesHands) return;
            socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                + `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
        });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => { sockets.forEach(socket => socket.destroy()); server.close(); });
    return { port: server.address().port, sockets, connection: once(server, 'connection') };
};
const refuses = async key => {
    const [host, port] = key.split(':');
    const [error] = await once(connect(port, host), 'error');
    return error.code === 'ECONNREFUSED';
};
test('stop ends a dialled link whose other end does not answer the close frame', { timeout: 15_000 }, async t => {
    const mute = await startMute(t, true);
    const node = make(t, { registry: `ws://127.0.0.1:${mute.port}` });
    await node.start();
    assert.ok(node.isRegistered);
    const gone = once(mute.sockets[0], 'close');
    await node.stop();
    await gone;
});

test('stop ends a dial whose handshake is not answered', { timeout: 15_000 }, async t => {
    const mute = await startMute(t, false);
    const node = make(t, { registry: `ws://127.0.0.1:${mute.port}` });
    const started = node.start();
    const [socket] = await mute.connection;
    const gone = once(socket, 'close');
    await node.stop();
    await Promise.all([gone, started]);
});

test('stop does not wait for a connection that never sends a handshake', { timeout: 15_000 }, async t => {
    const node = await make(t).start();
    const socket = connect(node.key.split(':')[1], '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\n');
    await node.stop();
    assert.ok(await refuses(node.key));
});

test('a node that is started twice listens once', async t => {
    const node = make(t);
    const first = node.start();
    await first;
    const { key } = node;
    assert.equal(await node.start(), node);
    assert.equal(node.key, key);
    await Promise.all([node.stop(), node.stop()]);
    assert.ok(await refuses(key));
    await Promise.all([node.start(), node.start()]);
    const again = node.key;
    await node.stop();
    assert.ok(await refuses(again));
});

test('a start that fails can be repeated', async t => {
    const first = await make(t).start();
    const second = make(t, { port: Number(first.key.split(':')[1]) });
    await assert.rejects(second.start(), { code: 'EADDRINUSE' });
    await first.stop();
    await second.start();
});

test('a time is a number, and none given is the default', async t => {
    const bad = [{ timeout: NaN }, { timeout: '5' }, { pingInterval: 0 }, { heartbeatInterval: 0 }, { retries: -1 }, { handlerTimeout: NaN },
        { maxMessage: 1_023 }];
    for (const options of bad) {
        assert.throws(() => make(t, options), TypeError, JSON.stringify(options));
    }
    const callee = await startPeer(t);
    const registry = await startFinder(t, () => at(callee));
    const node = await make(t, { registry: registry.url, timeout: null, connectTimeout: undefined, heartbeatInterval: Infinity }).start();
    for (const timeout of [null, undefined, Infinity, 2 ** 40]) assert.equal(await node.call('callee', '/x', 1, { timeout }), '/x');
    await assert.rejects(node.call('callee', '/x', 1, { timeout: NaN }), TypeError);
    await assert.rejects(node.call('callee', '/x', 1, { timeout: '5' }), TypeError);
    await assert.rejects(node.call('callee', '/x', 1, { timeout: 0 }), { code: 'TIMEOUT', mayHaveExecuted: false });
    assert.equal(await node.call('callee', '/x', 1, { retries: null }), '/x');
});
