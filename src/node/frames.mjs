// The frames of the wire: JSON objects with id, mode, twoway and data.

export const REQUEST = 0, ANSWER = 1, ABORT = 2;

/** Reads a text as a frame; null where it is none. */
export const parseFrame = text => {
    try {
        const frame = JSON.parse(text);
        return Number.isSafeInteger(frame?.id) && frame.id >= 0 && [REQUEST, ANSWER, ABORT].includes(frame.mode) ? frame : null;
    } catch {
        return null;
    }
};
