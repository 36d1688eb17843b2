/** The payloads of messages. JSON-B binds them to Java types, and they may carry the correlation id. */
package io.microcdi.internal.json;
