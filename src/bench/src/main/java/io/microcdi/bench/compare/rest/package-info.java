/** The service with Jakarta REST and its caller with MicroProfile REST Client. */
package io.microcdi.bench.compare.rest;
