// Checks of values from outside. A value of another type is refused, and never converted: its `toString` may be a peer's.

const MAX_EXCERPT = 1_000;

export const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is a text that the whole of a pattern matches. */
export const isText = (value, pattern) => typeof value === 'string' && pattern.test(value);

/** Whether a value is a correlation id: 1 to 128 visible characters of ASCII. */
export const isCorrelationId = value => isText(value, /^[!-~]{1,128}$/);

/** Whether a value is a status: a number or a short text. */
export const isStatus = value => Number.isSafeInteger(value) || isText(value, /^[^]{1,128}$/);

/** A text from outside as it may stand in a message: on one line, cut, and without characters that have no shape. */
export const excerpt = text => text.slice(0, MAX_EXCERPT).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
