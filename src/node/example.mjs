// A whole service. Usage: node example.mjs <registry> <namespace> [<callee> <route> <payload> [<timeout>]]
import { MicroNode, RouteError } from './index.mjs';

const [registry, namespace, callee, route, payload, timeout = 2_000] = process.argv.slice(2);

const node = new MicroNode({ namespace, registry })
    .route('/greet', ({ name }) => {
        if (!name) throw new RouteError(422, 'whom shall I greet?');
        return { greeting: `Hello ${name}` };
    })
    .route('/sleep', async (millis, { signal }) => {
        console.log(`asleep for ${millis} ms`);
        signal.addEventListener('abort', () => console.log(`aborted after less than ${millis} ms`));
        return new Promise(resolve => { setTimeout(resolve, millis, millis); });
    });

for (const name of ['SIGINT', 'SIGTERM']) {
    process.once(name, () => node.stop().then(() => process.exit()));
}

await node.start();
await node.ready();
console.log(`registered ${namespace} ${node.key}`);

if (callee) {
    await node.call(callee, route, JSON.parse(payload), { timeout: Number(timeout) }).then(
        result => console.log(`answered ${JSON.stringify(result)}`),
        error => console.log(`failed ${error.code} ${error.status ?? ''} ${error.message}`));
}
