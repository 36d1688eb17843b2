/**
 * One small service, written with several libraries as a developer writes it: it charges a payment, and refuses an amount
 * that is not more than zero. {@code src/docs/comparison.md} shows the code side by side.
 */
package io.microcdi.bench.compare;
