/**
 * gRPC-java over Netty, as its users have it: generated messages and stubs. What a program works with is read out of each
 * message and put into each, since JSON-B does the same for the others.
 */
package io.microcdi.bench.grpc;
