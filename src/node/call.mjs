import { MicroError } from './errors.mjs';

/**
 * One call: at most `retries` more attempts, each on another instance, and one deadline for all of them.
 *
 * @param linkTo gives a link to an instance that is not excluded, `excludedKeys => {key, link}`
 */
export const call = async (linkTo, url, payload, { timeout, retries, idempotent, signal, correlationId }) => {
    const deadline = performance.now() + timeout;
    const remaining = () => deadline - performance.now();
    const excluded = [];
    for (let attempt = 0, failed = null; ; attempt++) {
        let key;
        try {
            const found = await within(linkTo(excluded), remaining(), signal);
            key = found.key;
            return await found.link.request(url, payload, { timeout: remaining(), signal, correlationId });
        } catch (error) {
            if (failed && error.code === 'NOT_FOUND') throw failed;
            if (attempt >= retries || !isRepeatable(error, idempotent) || remaining() <= 0) throw error;
            failed = error;
            excluded.push(key ?? error.instance);
        }
    }
};

/** Whether a call may be sent to another instance. */
const isRepeatable = ({ code, status, mayHaveExecuted }, idempotent) => code === 'CONNECT_FAILED'
    || (code === 'REFUSED' && [429, 503].includes(status)) || (code === 'LINK_LOST' && (idempotent || !mayHaveExecuted))
    || (code === 'ANSWERED' && idempotent && status >= 500 && status < 600);

/** Waits for a promise that others share no longer than `millis`, and only until the signal fires. */
const within = (promise, millis, signal) => new Promise((resolve, reject) => {
    const stop = (code, message) => reject(new MicroError(code, message));
    if (signal?.aborted) stop('ABORTED', 'aborted before it was sent');
    const timer = setTimeout(() => stop('TIMEOUT', 'no link in time'), Math.max(0, millis));
    const onAbort = () => stop('ABORTED', 'aborted before it was sent');
    signal?.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
    });
});
