import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WAR = process.env.MICROCDI_REGISTRY ?? fileURLToPath(new URL('../../../registry-war/target/registry.war', import.meta.url));

/** A registry that runs as a process of its own on loopback until `t`, a test, ends. Properties are system properties, as `micro.…`. */
export const startRegistry = async (t, { port = 0, properties = {} } = {}) => {
    const settings = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
    const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';
    const child = spawn(java, [...settings, '-jar', WAR, '--host', '127.0.0.1', '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
    t?.after(() => child.kill('SIGKILL'));
    process.once('exit', () => child.kill('SIGKILL'));
    const errors = [];
    createInterface({ input: child.stderr }).on('line', line => errors.push(line));
    const exited = once(child, 'exit');
    const up = new Promise(resolve => createInterface({ input: child.stdout })
        .on('line', line => { const found = line.match(/page http:\/\/[^/]*:(\d+)\//); if (found) resolve(Number(found[1])); }));
    const taken = await Promise.race([up, exited.then(() => { throw new Error(`no registry: ${errors.join('\n')}`); })]);
    const http = `http://127.0.0.1:${taken}`;
    return {
        port: taken,
        url: `ws://127.0.0.1:${taken}`,
        get: async path => (await fetch(http + path)).json(),
        post: (path, body) => fetch(http + path, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }),
        /** Ends the process, as Ctrl-C does, or by `SIGKILL` so that it says nothing. */
        stop: async (signal = 'SIGTERM') => {
            child.kill(signal);
            await exited;
        },
    };
};

/**
 * A port that nobody listens on, for a registry that ends and comes back. It is below those that systems give to clients: a node that dials
 * again and again where nobody listens may otherwise get that very port, and then it has a connection to itself.
 */
export const freePort = async () => {
    for (;;) {
        const port = 10_000 + Math.floor(Math.random() * 22_000);
        const server = createServer().listen(port, '127.0.0.1');
        if (await once(server, 'listening').then(() => true, () => false)) {
            server.close();
            await once(server, 'close');
            return port;
        }
    }
};

/** Asks until the answer is as wanted: the registry has no event for it. */
export const until = async (ask, wanted) => {
    for (const deadline = Date.now() + 60_000; ;) {
        const answer = await ask();
        if (wanted(answer)) return answer;
        if (Date.now() > deadline) throw new Error(`not in a minute: ${JSON.stringify(answer)}`);
        await new Promise(resolve => { setTimeout(resolve, 20); });
    }
};
