/**
 * One link: a WebSocket session with what is under way on it. It has one write queue and one writer; requests that wait
 * for their answers, found by id; requests in work for the other end; deadlines, aborts and signs of life. It knows frames
 * but neither routes nor namespaces, and reaches its socket through {@link io.microcdi.internal.link.Transport} only.
 */
package io.microcdi.internal.link;
