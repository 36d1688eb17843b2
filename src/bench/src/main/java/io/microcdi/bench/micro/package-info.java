/** MicroCDI itself, as its users have it: a typed route, and typed calls through a registry. */
package io.microcdi.bench.micro;
