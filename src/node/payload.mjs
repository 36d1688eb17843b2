// Where the correlation id travels: in the metadata, or in the payload where the peer has not announced metadata.

import { isCorrelationId, isObject, isText } from './checks.mjs';
import { Refusal } from './errors.mjs';

const NAME = '_correlationId';
const METADATA_NAME = /^[a-z0-9-]{1,64}$/;
const MAX_ENTRIES = 32;
const MAX_CHARACTERS = 8_192;

/** The data of a request to a peer. Requests to reserved urls, which begin with `/-/`, have no correlation id. */
export const requestData = (url, payload, correlationId, peer) => {
    if (url.startsWith('/-/')) return { url, data: payload };
    if (peer.features.has('metadata')) return { url, data: payload, metadata: { 'correlation-id': correlationId } };
    if (payload === undefined) return { url, data: { [NAME]: correlationId } };
    if (!isObject(payload)) return { url, data: { [NAME]: correlationId, data: payload } };
    return { url, data: { ...payload, [NAME]: payload[NAME] || correlationId } };
};

/**
 * The payload that the caller passed, and the correlation id, of the data of a request.
 *
 * @throws Refusal where the metadata exceed a bound
 */
export const readRequest = ({ data, metadata }) => {
    if (metadata !== undefined) return { payload: data, correlationId: readMetadata(metadata) };
    if (!isObject(data) || !Object.hasOwn(data, NAME)) return { payload: data };
    const { [NAME]: id, ...rest } = data;
    const correlationId = checkedId(id);
    const names = Object.keys(rest);
    if (names.length === 0) return { payload: undefined, correlationId };
    return { payload: names.length === 1 && names[0] === 'data' && !isObject(rest.data) ? rest.data : rest, correlationId };
};

const readMetadata = metadata => {
    const entries = isObject(metadata) ? Object.entries(metadata) : [['', '']];
    const valid = entries.length <= MAX_ENTRIES && entries.every(([name, value]) => isText(name, METADATA_NAME) && typeof value === 'string')
        && entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0) <= MAX_CHARACTERS;
    if (!valid) throw new Refusal(400, 'the metadata are no texts, or exceed a bound');
    return checkedId(metadata['correlation-id']);
};

/** An id goes into logs and on to other nodes: one that is not allowed is replaced. */
const checkedId = id => (id === undefined || isCorrelationId(id) ? id : crypto.randomUUID());
