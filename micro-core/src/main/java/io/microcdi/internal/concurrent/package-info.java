/** Time and threads, given to the engine so that tests can hold them: a timer, deadlines without a timer each, a pool. */
package io.microcdi.internal.concurrent;
