import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { MicroNode } from '../index.mjs';
import { startRegistry } from './registry.mjs';

/** A peer in a WAR at /payments: it says the hello `id` and answers every request with its url. It registers with the id `war`. */
const startWar = async (t, registry, id) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const dials = [];
    server.on('connection', (socket, { url }) => {
        dials.push(url);
        const send = frame => socket.send(JSON.stringify(frame));
        socket.on('message', text => {
            const { id: request, twoway, data } = JSON.parse(text);
            if (twoway) send({ id: request, mode: 1, twoway: false, data: { status: 200, data: data.url } });
        });
        send({ id: 0, mode: 0, twoway: false, data: { url: '/-/hello', data: { v: 1, id, namespace: 'payments', features: [] } } });
    });
    const link = new WebSocket(`${registry.url}/127.0.0.1/${server.address().port}/payments?v=1&id=war&features=path&path=/payments`);
    await once(link, 'message'); // the hello: it is registered
    t.after(() => { link.terminate(); server.clients.forEach(it => it.terminate()); server.close(); });
    return dials;
};

test('a service at a context path is found and called there', async t => {
    const registry = await startRegistry(t);
    const dials = await startWar(t, registry, 'war');
    const caller = await new MicroNode({ namespace: 'caller', registry: registry.url }).start();
    t.after(() => caller.stop());

    assert.equal(await caller.call('payments', '/charge', 1), '/charge');
    assert.match(dials[0], /^\/payments\/127\.0\.0\.1\/\d+\/caller\?v=1&/);
});

test('an address that another node uses by now is sent nothing', async t => {
    const registry = await startRegistry(t);
    const dials = await startWar(t, registry, 'another');
    const caller = await new MicroNode({ namespace: 'caller', registry: registry.url }).start();
    t.after(() => caller.stop());

    await assert.rejects(caller.call('payments', '/charge', 1), { code: 'CONNECT_FAILED', mayHaveExecuted: false });
    assert.equal(dials.length, 1);
});
