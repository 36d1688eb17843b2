// The tokens by which a node proves its name (wire, Tokens).

import { createHmac, randomUUID } from 'node:crypto';
import { MicroError } from './errors.mjs';

const LIFETIME_SECONDS = 60;
const RENEWAL_MILLIS = 20_000;
const LEAST_CHARACTERS = 16;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Reads the option `secret`: one or two texts, as a list or separated by a comma. The error does not show them. */
export const readSecrets = value => {
    const secrets = (Array.isArray(value) ? value : String(value).split(',')).map(secret => String(secret).trim()).filter(it => it);
    if (secrets.length > 2 || secrets.some(secret => secret.length < LEAST_CHARACTERS)) {
        throw new TypeError(`secret is not one or two texts of at least ${LEAST_CHARACTERS} characters`);
    }
    return secrets;
};

/**
 * The token for a dial, one of each secret; undefined without a secret.
 *
 * @param base as `ws://10.0.0.5:8080/payments`
 * @throws MicroError CONNECT_FAILED where the token would travel without TLS
 */
export const token = (self, base, namespace) => {
    if (!self.secrets.length) return undefined;
    const { protocol, hostname, port, pathname } = new URL(base);
    if (protocol === 'ws:' && !self.allowPlain && !LOOPBACK.test(hostname)) {
        throw new MicroError('CONNECT_FAILED', `${base} is not dialled: no token is sent without TLS, unless allowPlain is true`);
    }
    const now = Math.floor(Date.now() / 1_000);
    const address = `${hostname}:${port || (protocol === 'wss:' ? 443 : 80)}${pathname.replace(/\/+$/, '')}`;
    const host = self.host.includes(':') && !self.host.startsWith('[') ? `[${self.host}]` : self.host;
    const claims = {
        iss: `${self.namespace} ${host.toLowerCase()}:${self.port}`, aud: `${namespace} ${address}`, iat: now, exp: now + LIFETIME_SECONDS,
        jti: randomUUID(),
    };
    const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return self.secrets.map(secret => `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`).join('~');
};

/** Sends a new token from time to time, if the other end takes it, until the link closes. */
export const renew = (link, self, base, namespace) => {
    if (!self.secrets.length) return;
    const timer = setInterval(() => {
        try {
            if (link.peer.features?.has('token')) link.push('/-/token', { token: token(self, base, namespace) });
        } catch {
            // the link is closing
        }
    }, self.renewal ?? RENEWAL_MILLIS);
    timer.unref();
    link.closed.then(() => clearInterval(timer));
};

const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url');
