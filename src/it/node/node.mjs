// A node. Usage: node node.mjs <registry> <namespace> [<callee> <route> <payload>]
import { on, once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

const [registryUrl, namespace, callee, route, payload] = process.argv.slice(2);
const routes = { '/greet': payload => ({ greeting: `Hello ${payload?.name}` }) };

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('connection', link => link.on('message', text => {
    const { id, mode, twoway, data } = JSON.parse(text);
    if (mode !== 0 || !twoway) return;
    const answer = routes[data.url] ? { status: 200, data: routes[data.url](data.data) } : { status: 404, message: `no route ${data.url}` };
    link.send(JSON.stringify({ id, mode: 1, twoway: false, data: answer }));
}));
await once(server, 'listening');
const { port } = server.address();

let ids = 0;
const send = (link, twoway, url, data) => link.send(JSON.stringify({ id: ids++, mode: 0, twoway, data: { url, data } }));
const dial = async base => {
    const link = new WebSocket(`${base}/127.0.0.1/${port}/${namespace}`);
    await once(link, 'open');
    return link;
};
const ask = async (link, url, data) => {
    send(link, true, url, data);
    for await (const [text] of on(link, 'message')) if (JSON.parse(text).mode === 1) return JSON.parse(text).data;
};

const registry = await dial(registryUrl); // being connected is being registered
setInterval(() => send(registry, false, '/-/heartbeat', {}), 10_000);
await ask(registry, '/-/find', { namespace });
console.log(`registered ${namespace} 127.0.0.1:${port}`);

if (callee) {
    const { data: instance } = await ask(registry, '/-/find', { namespace: callee });
    const answer = await ask(await dial(`ws://${instance.host}:${instance.port}`), route, JSON.parse(payload));
    console.log(`answered ${JSON.stringify(answer)}`);
}
