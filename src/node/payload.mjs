// Where the correlation id travels: in the metadata, or in the payload where the peer has not announced metadata.

const NAME = '_correlationId';
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The data of a request to a peer. Requests to reserved urls, which begin with `/-/`, have no correlation id. */
export const requestData = (url, payload, correlationId, peer) => {
    if (url.startsWith('/-/')) return { url, data: payload };
    if (peer.features.has('metadata')) return { url, data: payload, metadata: { 'correlation-id': correlationId } };
    if (payload === undefined) return { url, data: { [NAME]: correlationId } };
    if (!isObject(payload)) return { url, data: { [NAME]: correlationId, data: payload } };
    return { url, data: { ...payload, [NAME]: payload[NAME] || correlationId } };
};

/** The payload that the caller passed, and the correlation id, of the data of a request. */
export const readRequest = ({ data, metadata }) => {
    const id = metadata?.['correlation-id'];
    if (id !== undefined || !isObject(data) || !Object.hasOwn(data, NAME)) return { payload: data, correlationId: id };
    const { [NAME]: correlationId, ...rest } = data;
    const names = Object.keys(rest);
    if (names.length === 0) return { payload: undefined, correlationId };
    return { payload: names.length === 1 && names[0] === 'data' && !isObject(rest.data) ? rest.data : rest, correlationId };
};
