// The addresses that this node dials although only a registry told them. A registry that lies must not make a node connect to
// services of its machine or its cloud.

import { lookup as systemLookup } from 'node:dns';
import { lookup as systemFind } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { MicroError } from './errors.mjs';

const ranges = (...texts) => {
    const list = new BlockList();
    for (const text of texts) {
        const [address, bits] = text.split('/');
        list.addSubnet(address, Number(bits), family(address));
    }
    return list;
};
const family = address => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Unspecified, link-local, multicast and broadcast addresses, and the metadata services of clouds. */
const NOWHERE = ranges('0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '255.255.255.255/32', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32',
    '::/128', 'fe80::/10', 'ff00::/8', 'fd00:ec2::254/128', 'fd00:ec2::23/128', 'fd20:ce::254/128');
const LOOPBACK = ranges('127.0.0.0/8', '::1/128');
/** The system or a gateway makes an IPv4 address of these: mapped, translated, compatible, NAT64, 6to4. */
const INNER = [[ranges('::ffff:0:0/96', '::ffff:0:0:0/96', '::/96', '64:ff9b::/96'), 6], [ranges('2002::/16'), 1]];

/** The address, or the IPv4 address within an IPv6 one. A zone is left out. */
const inner = address => {
    const bare = address.replace(/%.*$/, '');
    if (isIP(bare) !== 6 || LOOPBACK.check(bare, 'ipv6') || NOWHERE.check(bare, 'ipv6')) return bare;
    const start = INNER.find(([list]) => list.check(bare, 'ipv6'))?.[1];
    if (start === undefined) return bare;
    const groups = groupsOf(bare);
    return [groups[start] >> 8, groups[start] & 255, groups[start + 1] >> 8, groups[start + 1] & 255].join('.');
};

const groupsOf = address => {
    const [head, tail] = new URL(`ws://[${address}]`).hostname.slice(1, -1).split('::')
        .map(part => (part ? part.split(':').map(group => parseInt(group, 16)) : []));
    return tail ? [...head, ...Array(8 - head.length - tail.length).fill(0), ...tail] : head;
};

const isLoopback = address => LOOPBACK.check(address, family(address));

const bareOf = host => host.replace(/^\[|\]$/g, '').toLowerCase();

/** Whether a host stands for loopback by itself, without being looked up. */
export const isLoopbackHost = host => {
    const bare = bareOf(host);
    return bare === 'localhost' || isIP(bare) > 0 && isLoopback(inner(bare));
};

/** Whether a host is this machine: loopback, or an address of a network interface. A name is looked up. */
export const isOwnHost = async (host, find = systemFind) => {
    if (isLoopbackHost(host)) return true;
    const own = new Set(Object.values(networkInterfaces()).flat().map(({ address }) => address));
    const found = await find(bareOf(host), { all: true }).catch(() => []);
    return found.some(({ address }) => isLoopback(inner(address)) || own.has(address));
};

/**
 * The part of the options of a socket that checks each address before it is dialled. Of the addresses of a name it leaves out
 * those that are not dialled.
 *
 * @param url the URL that is dialled
 * @param allowsLoopback returns a promise whether loopback may be dialled. It is asked only about a loopback address
 * @throws MicroError CONNECT_FAILED where the host is an address that is not dialled
 */
export const reach = async (url, allowsLoopback, lookup = systemLookup) => {
    const refusal = async address => {
        const plain = inner(address);
        if (NOWHERE.check(plain, family(plain))) return `${address} is never dialled: it is link-local, unspecified, multicast, or a metadata service`;
        return isLoopback(plain) && !await allowsLoopback() ? `${address} is loopback, but this node does not advertise loopback, and no registry of it is on this machine` : null;
    };
    const choose = async found => {
        const refusals = await Promise.all(found.map(({ address }) => refusal(address)));
        const good = found.filter((_, index) => !refusals[index]);
        if (found.length && !good.length) throw new Error(`it is not dialled: ${refusals[0]}`);
        return good;
    };
    const host = bareOf(new URL(url).hostname);
    const refused = isIP(host) ? await refusal(host) : null; // a socket looks no address up
    if (refused) throw new MicroError('CONNECT_FAILED', `${url} is not dialled: ${refused}`);
    return {
        // all addresses are asked for, since the first one may be a bad one
        lookup: (name, options, done) => lookup(name, { ...options, all: true }, (error, found) => {
            if (error) {
                done(error);
                return;
            }
            const tell = (...answer) => process.nextTick(done, ...answer); // a fault of the socket must not become one of the promise
            choose(found).then(good => (options.all ? tell(null, good) : tell(null, good[0]?.address, good[0]?.family)), tell);
        }),
    };
};
