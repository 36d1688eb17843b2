// The parts of the console that need no browser. Node.js takes a .js file as a module only beside a package.json that says so.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'console-'));
cpSync(fileURLToPath(new URL('../../../../../../registry-war/src/main/webapp/WEB-INF/page/console', import.meta.url)), folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
const load = name => import(pathToFileURL(join(folder, name)));
const { Stream, parser, waitOf } = await load('stream.js');
const { listen, mergeEvents, noteCalls, replaceEdges, store, take } = await load('store.js');
const { Loader, pauseFor } = await load('load.js');
const { stateAfter } = await load('instances.js');
const { Failure, failureOf, get, getIfNew } = await load('api.js');

const plainFetch = globalThis.fetch;
const open = new Set();
after(() => {
  globalThis.fetch = plainFetch;
  open.forEach(server => { server.closeAllConnections(); server.close(); });
  rmSync(folder, { recursive: true });
});

/** Starts a server; the console's relative paths lead to it. */
async function serve(answer) {
  const server = createServer(answer);
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  open.add(server);
  globalThis.fetch = (path, options) => plainFetch(`http://127.0.0.1:${server.address().port}/${path}`, options);
  return server;
}

function awaited() {
  let resolve;
  const promise = new Promise(done => { resolve = done; });
  return { promise, resolve };
}

const begin = response => response.writeHead(200, { 'Content-Type': 'text/event-stream' });
const send = (response, name, data, id) => response.write(`event: ${name}\n${id ? `id: ${id}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);

test('a parser takes events across pieces, and refuses one that is too long', () => {
  const events = [];
  const parse = parser(event => events.push(event));
  ['event: he', 'llo\r', '\nid: a-1\ndata: {"a":\n', 'data: 1}\n\n:\n\n'].forEach(parse);
  assert.deepEqual(events, [{ name: 'hello', id: 'a-1', data: '{"a":\n1}' }]);
  assert.throws(() => { for (let i = 0; i < 6; i++) parse(`data: ${'x'.repeat(1 << 20)}\n`); }, /too long/);
});

test('a stream goes on after an event that is not JSON, and after a view that fails', async () => {
  let requests = 0;
  await serve((request, response) => {
    requests++;
    begin(response);
    send(response, 'hello', { last: 'a-1' });
    send(response, 'joined', '{broken', 'a-2');
    send(response, 'joined', { id: 'a-3' }, 'a-3');
    send(response, 'left', { id: 'a-4' }, 'a-4');
  });
  const seen = [];
  const all = awaited();
  const stream = new Stream((name, data) => {
    seen.push(`${name} ${data.id ?? data.last}`);
    if (data.id === 'a-3') throw new Error('a view');
    if (data.id === 'a-4') all.resolve();
  }, () => {});
  stream.start();
  await all.promise;
  stream.pause();
  assert.deepEqual(seen, ['hello a-1', 'joined a-3', 'left a-4']);
  assert.equal(requests, 1);
});

test('a stream that is too long is closed before the next one begins', async () => {
  const closed = awaited();
  const again = awaited();
  let requests = 0;
  await serve((request, response) => {
    if (++requests > 1) return again.resolve();
    response.on('close', closed.resolve);
    begin(response);
    for (let i = 0; i < 6; i++) response.write('x'.repeat(1 << 20));
  });
  const stream = new Stream(() => {}, () => {});
  stream.start();
  await closed.promise;
  await again.promise;
  stream.pause();
});

test('after a reset the next stream begins where the registry says, with and without an id', async () => {
  for (const id of [undefined, 'b-7']) {
    const after = awaited();
    let requests = 0;
    await serve((request, response) => {
      if (++requests > 1) return after.resolve(request.url);
      begin(response);
      send(response, 'hello', { last: 'a-1' }, id && 'a-1');
      send(response, 'reset', { last: 'b-7' }, id);
      response.end();
    });
    const stream = new Stream(() => {}, () => {});
    stream.start();
    assert.equal(await after.promise, '/api/events?after=b-7');
    stream.pause();
  }
});

test('a refused stream says why, and comes back after Retry-After', async () => {
  for (const [status, text] of [[503, 'there are 200 streams already'], [429, 'too many wrong passwords']]) {
    let requests = 0;
    await serve((request, response) => {
      if (++requests === 1) return response.writeHead(status, { 'Retry-After': '0.05', 'Content-Type': 'text/plain' }).end(text);
      begin(response);
      send(response, 'hello', { last: 'a-1' });
    });
    const states = [];
    const live = awaited();
    const stream = new Stream(() => {}, (state, why) => {
      states.push([state, why]);
      if (state === 'live') live.resolve();
    });
    stream.start();
    await live.promise;
    stream.pause();
    assert.equal(states[1][0], 'reconnecting');
    assert.match(states[1][1], status === 503 ? /there are 200 streams already/ : /Too many wrong passwords/);
  }
  assert.equal(waitOf(null, 429), 60_000);
  assert.equal(waitOf('Wed, 21 Oct 2026 07:28:00 GMT', 503), undefined);
  assert.equal(waitOf('99999', 503), 300_000);
});

test('an instance that joins has the state that the registry tells', () => {
  assert.equal(stateAfter('joined', {}), 'healthy');
  assert.equal(stateAfter('joined', { state: 'ejected' }), 'ejected');
  assert.equal(stateAfter('lost', {}), 'lost');
  assert.equal(stateAfter('stats', {}), undefined);
});

test('a listener that fails does not stop the others', () => {
  let heard = 0;
  const ends = [listen(() => { throw new Error('a view'); }), listen(() => heard++)];
  take('hello', { last: 'a-1' });
  ends.forEach(end => end());
  assert.equal(heard, 1);
});

test('events are joined: each once, the newest first', () => {
  const event = (id, second) => ({ id, at: `2026-01-01T00:00:0${second}Z` });
  const joined = mergeEvents([event('a-4', 4), event('a-2', 2), event('a-0', 0)], [event('a-3', 3), event('a-2', 2), event('a-1', 1)]);
  assert.deepEqual(joined.map(it => it.id), ['a-4', 'a-3', 'a-2', 'a-1', 'a-0']);
  take('joined', event('a-9', 9));
  take('joined', event('a-9', 9));
  assert.equal(store.events.filter(it => it.id === 'a-9').length, 1);
});

test('calls that the stream told after the request stay', () => {
  const edge = (from, rate) => ({ from, to: 'b', calls: { rate }, reportedBy: 'caller' });
  const asked = performance.now();
  take('stats', { namespaces: [], gone: [], edges: [edge('a', 5), edge('gone', 0)] });
  replaceEdges([edge('a', 1), edge('gone', 1), edge('c', 1)], asked);
  assert.deepEqual([...store.edges.values()].map(it => [it.from, it.calls.rate]), [['a', 5], ['c', 1]]);
});

test('the first numbers of calls are noticed', () => {
  noteCalls([{ name: 'a' }]);
  assert.equal(store.hasCalls, false);
  take('hello', { totals: { namespaces: 1, calls: { rate: 0 } } });
  assert.equal(store.hasCalls, true);
});

test('5,000 events make few requests, one at a time, and the last one counts', async () => {
  let [under, most, asked] = [0, 0, 0];
  const shown = awaited();
  const loader = new Loader({
    ask: async () => {
      most = Math.max(most, ++under);
      const mine = ++asked;
      await new Promise(done => setImmediate(done));
      under--;
      return mine;
    },
    show: answer => answer === 2 && shown.resolve(),
    failed: assert.fail,
    pause: () => 20,
  });
  loader.now();
  for (let i = 0; i < 5000; i++) loader.soon();
  await shown.promise;
  loader.end();
  assert.deepEqual([most, asked], [1, 2]);
});

test('a later question ends the earlier one, whose answer is not shown; none is shown after the end', async () => {
  const answers = [];
  const shown = [];
  const loader = new Loader({
    ask: signal => new Promise(done => answers.push([signal, done])),
    show: answer => shown.push(answer),
    failed: assert.fail,
  });
  const first = loader.now();
  const second = loader.now();
  assert.deepEqual(answers.map(([signal]) => signal.aborted), [true, false]);
  answers[1][1]('second');
  answers[0][1]('first');
  await Promise.all([first, second]);
  const third = loader.now();
  loader.end();
  answers[2][1]('third');
  await third;
  assert.deepEqual(shown, ['second']);
});

test('an old answer is asked for again, a new one and a failure are not', async () => {
  let asked = 0;
  let fails = false;
  const again = awaited();
  const loader = old => new Loader({
    ask: async () => {
      if (fails) throw new Failure('gone', 404);
      return ++asked;
    },
    show: answer => answer === 3 && again.resolve(),
    failed: () => {},
    pause: () => 0,
    old,
  });
  const [fresh, stale] = [loader(undefined), loader(0)];
  stale.tick(); // it has no answer yet
  await fresh.now();
  await stale.now();
  fresh.tick();
  stale.tick();
  await again.promise;
  fails = true;
  await stale.now();
  fails = false;
  stale.tick();
  await new Promise(done => setTimeout(done, 20));
  [fresh, stale].forEach(each => each.end());
  assert.equal(asked, 3);
});

test('an old answer is asked for once, however long the next answer takes', async () => {
  const answers = [];
  let planned = awaited();
  const loader = new Loader({
    ask: () => new Promise(done => {
      answers.push(done);
      planned.resolve();
    }),
    show: () => {},
    failed: assert.fail,
    pause: () => 0,
    old: 0,
  });
  const first = loader.now();
  answers[0]({});
  await first;
  planned = awaited();
  const second = loader.now();
  await planned.promise;
  loader.tick(); // the first answer is old
  answers[1]({});
  await second;
  await new Promise(done => setTimeout(done, 20));
  loader.end();
  assert.equal(answers.length, 2);
});

test('long lists are loaded less often', () => {
  assert.deepEqual([undefined, 0, 1000, 10_000, 1_000_000].map(pauseFor), [250, 250, 250, 2500, 5000]);
});

test('a failure has the words of the registry, or words of its own', async () => {
  assert.equal(failureOf({ status: 503, text: '<html>', type: 'text/html' }).message, 'The registry answered 503. Try again.');
  assert.equal(failureOf({ status: 503, text: ' stopping \n', type: 'text/plain' }).message, 'stopping');
  assert.equal(failureOf({ status: 502, text: '{"message":"m"}', type: 'application/json' }).message, 'm');
  await serve((request, response) => request.url === '/api/calls' ? response.writeHead(304).end() : response.end('<html>'));
  await assert.rejects(get('instances'), failure => failure instanceof Failure && failure.message.startsWith('The answer is not JSON'));
  assert.equal(await getIfNew('calls', '"a"', undefined), null);
  const before = [...open].pop();
  before.closeAllConnections();
  await new Promise(done => before.close(done));
  await assert.rejects(get('instances'), failure => failure.status === 0);
});
