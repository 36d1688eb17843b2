import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { hostname, networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { MicroNode } from '../index.mjs';
import { isLoopbackHost, isOwnHost, reach } from '../reach.mjs';
import { at, startFinder, startPeer } from './peers.mjs';

const NOWHERE = ['169.254.169.254', '0.0.0.0', '0.1.2.3', '224.0.0.1', '255.255.255.255', '100.100.100.200', '168.63.129.16', '192.0.0.192', '2852039166',
    '[::]', '[fe80::1]', '[ff02::1]', '[fd00:ec2::254]', '[fd00:ec2::23]', '[fd20:ce::254]', '[::ffff:169.254.169.254]', '[64:ff9b::a9fe:a9fe]', '[::169.254.169.254]',
    '[2002:a9fe:a9fe::1]', '[::ffff:0:169.254.169.254]'];
const LOOPBACK = ['127.0.0.1', '127.9.9.9', '[::1]', '[::ffff:127.0.0.1]', '2130706433'];
const ELSEWHERE = ['10.0.0.5', '203.0.113.9', '[fd00::5]', '[2001:db8::1]', '[::ffff:10.0.0.5]'];

/** Looks a name up as the system would that has these addresses for it. */
const resolve = async (addresses, allowsLoopback, options = { all: true }) => {
    const all = addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }));
    const answer = (name, given, done) => (given.all ? done(null, all) : done(null, all[0].address, all[0].family));
    const { lookup: checked } = await reach('ws://payments.example:80', async () => allowsLoopback, answer);
    return new Promise((found, failed) => {
        checked('payments.example', options, (error, ...result) => (error ? failed(error) : found(result)));
    });
};
const always = async () => true;
const never = async () => false;

test('addresses at which no node can be are never dialled, in any form', async () => {
    for (const host of NOWHERE) await assert.rejects(reach(`ws://${host}:80`, always), { code: 'CONNECT_FAILED', message: /never dialled/ }, host);
    await assert.rejects(resolve(['169.254.169.254'], true), /169\.254\.169\.254 is never dialled/);
    await assert.rejects(resolve(['169.254.169.254'], true, {}), /169\.254\.169\.254 is never dialled/);
    await assert.rejects(resolve(['fe80::1', '169.254.169.254'], true), /fe80::1 is never dialled/);
});

test('loopback is dialled only where this node or a registry is on loopback', async () => {
    for (const host of LOOPBACK) {
        await assert.rejects(reach(`ws://${host}:80`, never), { code: 'CONNECT_FAILED', message: /is loopback/ }, host);
        await reach(`ws://${host}:80`, always);
    }
    await assert.rejects(resolve(['127.0.0.1'], false), /127\.0\.0\.1 is loopback/);
    assert.equal((await resolve(['127.0.0.1'], true))[0][0].address, '127.0.0.1');
    for (const host of ['localhost', 'LOCALHOST', ...LOOPBACK.slice(0, 4)]) assert.ok(isLoopbackHost(host), host);
    for (const host of ['localhost.example', ...ELSEWHERE]) assert.ok(!isLoopbackHost(host), host);
});

test('all other addresses are dialled', async () => {
    for (const host of ELSEWHERE) await reach(`ws://${host}:80`, () => assert.fail('loopback matters not'));
    assert.deepEqual(await resolve(['10.0.0.5'], false, {}), ['10.0.0.5', 4]);
    assert.deepEqual(await resolve([], false), [[]]);
});

test('of the addresses of a name those are dialled that may be', async () => {
    const good = [{ address: '10.0.0.5', family: 4 }];
    for (const addresses of [['10.0.0.5', 'fe80::1'], ['fe80::1', '10.0.0.5'], ['127.0.0.1', '10.0.0.5']]) {
        assert.deepEqual(await resolve(addresses, false), [good], addresses);
        assert.deepEqual(await resolve(addresses, false, {}), ['10.0.0.5', 4], addresses);
    }
});

test('a name of this machine is looked up', async () => {
    const of = (...addresses) => isOwnHost('registry.example', async () => addresses.map(address => ({ address })));
    assert.ok(await of('203.0.113.9', '127.0.1.1'));
    assert.ok(await of(Object.values(networkInterfaces()).flat()[0].address));
    assert.ok(!await of('203.0.113.9'));
    assert.ok(!await of());
    assert.ok(!await isOwnHost('registry.example', async () => { throw new Error('no such name'); }));
    assert.ok(await isOwnHost('[::1]', () => assert.fail('no name')));
});

test('a node whose registry is asked by the name of this machine dials loopback', async t => {
    const callee = await startPeer(t);
    const registry = await startFinder(t, () => at(callee));
    const [name] = await lookup(hostname(), { all: true }).then(found => found.some(({ address }) => address === '127.0.0.1') ? [hostname()] : [], () => []);
    if (!name) return t.skip('the name of this machine is not that of 127.0.0.1');
    const node = new MicroNode({ namespace: 'caller', host: 'node.example', registry: `ws://${name}:${registry.port}` });
    t.after(() => node.stop());
    await node.start();
    assert.equal(await node.call('payments', '/x'), '/x');
});

test('a node connects to no address that a registry must not tell', async t => {
    const victim = createServer(socket => socket.destroy());
    let connections = 0;
    victim.on('connection', () => { connections += 1; });
    victim.listen(0, '0.0.0.0'); // the unspecified address leads to this machine
    await once(victim, 'listening');
    t.after(() => victim.close());
    const callee = await startPeer(t);
    const told = { bad: { host: '0.0.0.0', port: victim.address().port }, good: at(callee) };
    const registry = await startFinder(t, namespace => told[namespace]);
    const node = new MicroNode({ namespace: 'caller', registry: registry.url, retries: 0 });
    t.after(() => node.stop());
    await node.start();
    await assert.rejects(node.call('bad', '/x'), { code: 'CONNECT_FAILED', message: /0\.0\.0\.0 is never dialled/ });
    assert.equal(connections, 0);
    assert.equal(await node.call('good', '/x'), '/x');
});
