/** The applications on servers, each in a WAR of its own: our service, the raw echo, and the same over Jakarta REST. */
package io.microcdi.bench.app;
