/** The service and its caller with MicroCDI, in Java SE. */
package io.microcdi.bench.compare.micro;
