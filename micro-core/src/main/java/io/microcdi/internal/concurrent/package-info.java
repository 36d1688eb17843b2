/** The timer, the deadlines and the thread pools of a node. Tests replace the timer and the executors. */
package io.microcdi.internal.concurrent;
