/**
 * One link: a WebSocket session, and the requests on it. A link has one write queue with one writer. It finds its
 * pending requests and those in work by their ids, watches their deadlines, and checks for signs of life. It knows
 * frames but neither routes nor namespaces, and reaches its socket through {@link io.microcdi.internal.link.Transport}
 * only.
 */
package io.microcdi.internal.link;
