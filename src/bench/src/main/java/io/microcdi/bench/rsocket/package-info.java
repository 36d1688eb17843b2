/** RSocket-java over WebSocket, request and response, payloads bound by JSON-B as ours are. */
package io.microcdi.bench.rsocket;
