// A node of the first dialect. Usage: node node.mjs <registry> <namespace> [<callee> <route> <payload>]
import { dial, failure, listen, stay } from './lib.mjs';

const [registryUrl, namespace, callee, route, payload] = process.argv.slice(2);

const routes = {
    '/greet': ({ name }) => ({ greeting: `Hello ${name}` }),
};
const serve = ({ url, data }, signal) => {
    if (!Object.hasOwn(routes, url)) throw failure(404, `no route ${url}`);
    return routes[url](data, signal);
};
const port = await listen(segments => segments > 2, serve);
const open = base => dial(`${base}/127.0.0.1/${port}/${namespace}`, serve);

const registry = await open(registryUrl); // being connected is being registered
stay(registry);
setInterval(() => registry.push({ url: '/-/heartbeat', data: {} }), 10_000);
const find = async namespace => (await registry.ask({ url: '/-/find', data: { namespace } })).data;
await find(namespace);
console.log(`registered ${namespace} 127.0.0.1:${port}`);

if (callee) {
    const instance = await find(callee);
    if (instance) {
        const link = await open(`ws://${instance.host}:${instance.port}`);
        await link.ask({ url: route, data: JSON.parse(payload) }).then(
            answer => console.log(`answered ${JSON.stringify(answer)}`), error => console.log(`failed ${error.message}`));
    } else {
        console.log(`nowhere ${callee}`);
    }
}
