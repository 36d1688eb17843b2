/** The service and its caller with gRPC-java. */
package io.microcdi.bench.compare.grpc;
