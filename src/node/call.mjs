import { MicroError } from './errors.mjs';

/**
 * One call: attempts on one instance after the other, and one deadline for all of them. An attempt that surely was not
 * sent costs no retry, and no instance is tried twice.
 *
 * @param linkTo gives a link to an instance that is not excluded, `excludedKeys => {key, link}`
 */
export const call = async (linkTo, url, payload, { timeout, retries, idempotent, signal, correlationId }) => {
    const deadline = performance.now() + timeout;
    const remaining = () => deadline - performance.now();
    const excluded = [];
    let retriesLeft = retries;
    for (let failed = null; ;) {
        let key;
        let leaving = false;
        try {
            const found = await within(linkTo(excluded), remaining(), signal);
            key = found.key;
            const answer = found.link.request(url, payload, { timeout: remaining(), signal, correlationId });
            answer.catch(() => { leaving = found.link.peer.leaving; });
            return await answer;
        } catch (error) {
            // an attempt that may have run is told of: no later one makes that undone
            const told = failed && (error.code === 'NOT_FOUND' || (failed.mayHaveExecuted && !error.mayHaveExecuted)) ? failed : error;
            const next = key ?? error.instance;
            if (!next || excluded.includes(next) || !isRepeatable(error, idempotent) || remaining() <= 0) throw told;
            const free = isUnsent(error) || (leaving && error.code === 'REFUSED' && error.status === 503);
            if (!free && retriesLeft-- <= 0) throw told;
            failed = told;
            excluded.push(next);
        }
    }
};

const isUnsent = ({ code, mayHaveExecuted }) => code === 'CONNECT_FAILED' || (code === 'LINK_LOST' && !mayHaveExecuted);

/** Whether a call may be sent to another instance. */
const isRepeatable = (error, idempotent) => isUnsent(error) || (error.code === 'REFUSED' && [429, 503].includes(error.status))
    || (idempotent && (error.code === 'LINK_LOST' || (error.code === 'ANSWERED' && error.status >= 500 && error.status < 600)));

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
