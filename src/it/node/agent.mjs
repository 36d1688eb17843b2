// A node of the second dialect. Usage: node agent.mjs <registry> <namespace> [<callee> <command> <arguments>]
import { setTimeout as sleep } from 'node:timers/promises';
import { dial, failure, listen, stay } from './lib.mjs';

const [registryUrl, namespace, callee, command, args] = process.argv.slice(2);

const commands = {
    '/greet': ([{ name }]) => ({ greeting: `Hello ${name}` }),
    '/echo': props => props,
    '/log': ([line]) => console.log(`logged ${line}`),
    '/sleep': ([ms], signal) => {
        console.log(`asleep for ${ms} ms`);
        signal.addEventListener('abort', () => console.log(`aborted after less than ${ms} ms`));
        return sleep(ms, ms, { signal });
    },
};
const serve = ({ cmd, props = [] }, signal) => {
    if (!Object.hasOwn(commands, cmd)) throw failure(104, `no command ${cmd}`);
    return commands[cmd](props, signal);
};
const port = await listen(segments => segments === 2, serve);
const open = base => dial(`${base}/127.0.0.1/${port}`, serve);
const ask = (link, cmd, ...props) => link.ask({ protocol: 'ws', cmd, props });

const registry = await open(registryUrl); // the link, not a heartbeat, is the proof of life
stay(registry);
const { status, message } = await ask(registry, 'online', namespace);
if (status !== 200) throw new Error(`not registered: ${status} ${message}`);
console.log(`registered ${namespace} 127.0.0.1:${port}`);

if (callee) {
    const { data: address } = await ask(registry, 'where', callee);
    if (address) {
        const link = await open(`ws://${address}`);
        await ask(link, command, ...JSON.parse(args)).then(
            answer => console.log(`answered ${JSON.stringify(answer)}`), error => console.log(`failed ${error.message}`));
    } else {
        console.log(`nowhere ${callee}`);
    }
}
