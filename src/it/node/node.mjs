// A node: node node.mjs <registry> <namespace> [<callee> <route> <payload>]
import { on, once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

const [registryUrl, namespace, callee, route, payload] = process.argv.slice(2);
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('connection', link => link.on('message', text => {
    const { id, mode, twoway, data } = JSON.parse(text);
    const known = data.url === '/greet';
    const result = known ? { status: 200, data: { greeting: `Hello ${data.data.name}` } } : { status: 404, message: `no route ${data.url}` };
    if (mode === 0 && twoway) link.send(JSON.stringify({ id, mode: 1, twoway: false, data: result }));
}));
await once(server, 'listening');

let ids = 0;
const me = `127.0.0.1:${server.address().port}`;
const send = (link, twoway, url, data) => link.send(JSON.stringify({ id: ids++, mode: 0, twoway, data: { url, data } }));
const dial = async base => { const link = new WebSocket(`${base}/${me.replace(':', '/')}/${namespace}`); await once(link, 'open'); return link; };
const ask = async (link, url, data) => {
    send(link, true, url, data);
    for await (const [text] of on(link, 'message')) if (JSON.parse(text).mode === 1) return JSON.parse(text).data;
};

const registry = await dial(registryUrl); // being connected is being registered
setInterval(() => send(registry, false, '/-/heartbeat', {}), 10_000);
await ask(registry, '/-/find', { namespace });
console.log(`registered ${namespace} ${me}`);

if (callee) {
    const { data: instance } = await ask(registry, '/-/find', { namespace: callee });
    const link = await dial(`ws://${instance.host}:${instance.port}`);
    console.log(`answered ${JSON.stringify(await ask(link, route, JSON.parse(payload)))}`);
}
