/**
 * gRPC-java over Netty, as its users have it: generated messages and stubs. The values of a program are read from each message and put into
 * each, because JSON-B does the same for the others.
 */
package io.microcdi.bench.grpc;
