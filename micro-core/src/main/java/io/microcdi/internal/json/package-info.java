/** Payloads: bound by JSON-B to the type that is wanted, and carrying the correlation id. */
package io.microcdi.internal.json;
