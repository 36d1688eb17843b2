import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';
import { MicroNode } from '../index.mjs';
import { readSecrets, renew, token } from '../tokens.mjs';

const SECRET = 'the secret of this test';
const self = more => ({ namespace: 'orders', host: '10.0.0.9', port: 8080, secrets: [SECRET], allowPlain: false, ...more });
const claims = text => JSON.parse(Buffer.from(text.split('.')[1], 'base64url'));

test('a token is signed, and names who dials whom', () => {
    const [header, payload, signature] = token(self(), 'wss://Payments.example/shop/', 'payments').split('.');
    assert.deepEqual(JSON.parse(Buffer.from(header, 'base64url')), { alg: 'HS256', typ: 'JWT' });
    assert.equal(signature, createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url'));
    const { iss, aud, iat, exp } = claims(`.${payload}`);
    assert.equal(iss, 'orders 10.0.0.9:8080');
    assert.equal(aud, 'payments payments.example:443/shop');
    assert.equal(exp - iat, 60);
});

test('two secrets make two tokens', () => {
    const secrets = ['the new secret of all', SECRET];
    assert.equal(token(self({ secrets }), 'ws://127.0.0.1:80', 'payments').split('~').length, 2);
});

test('no token goes without TLS to another machine', () => {
    assert.throws(() => token(self(), 'ws://10.0.0.5:80', 'payments'), { code: 'CONNECT_FAILED', message: /allowPlain/ });
    for (const base of ['ws://localhost:80', 'ws://127.0.0.1:80', 'ws://[::1]:80', 'wss://10.0.0.5']) assert.ok(token(self(), base, 'payments'));
    assert.ok(token(self({ allowPlain: true }), 'ws://10.0.0.5:80', 'payments'));
    assert.equal(token(self({ secrets: [] }), 'ws://10.0.0.5:80', 'payments'), undefined);
});

test('an invalid secret is refused without showing it', () => {
    for (const secret of ['short', `${SECRET},short`, [SECRET, SECRET, SECRET]]) {
        assert.throws(() => new MicroNode({ namespace: 'orders', secret }), error => error instanceof TypeError
            && !error.message.includes('short') && !error.message.includes(SECRET));
    }
    assert.deepEqual(readSecrets(` ${SECRET} , ${SECRET}`), [SECRET, SECRET]);
});

test('a node presents its token to the registry, and only there is it in a header', async t => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    t.after(() => server.close());
    await once(server, 'listening');
    const node = new MicroNode({ namespace: 'orders', secret: SECRET, registry: `ws://127.0.0.1:${server.address().port}` });
    t.after(() => node.stop());
    const asked = once(server, 'connection');
    node.start();
    const [socket, request] = await asked;
    t.after(() => socket.terminate());
    assert.equal(claims(request.headers.authorization.slice('Bearer '.length)).aud, `registry 127.0.0.1:${server.address().port}`);
    assert.ok(!request.url.includes('ey'));
});

test('a token is renewed while the link is open', async () => {
    const pushed = [];
    let close;
    const closed = new Promise(resolve => { close = resolve; });
    const second = new Promise(resolve => {
        const link = { closed, peer: { features: new Set(['token']) }, push: (...of) => { pushed.push(of); if (pushed.length > 1) resolve(); } };
        renew(link, self({ renewal: 5 }), 'ws://127.0.0.1:80', 'payments');
    });
    const alive = setInterval(() => {}, 1_000); // the timer of the renewal does not keep the process
    await second;
    clearInterval(alive);
    close();
    assert.equal(pushed[0][0], '/-/token');
    assert.equal(claims(pushed[0][1].token).iss, 'orders 10.0.0.9:8080');
});
