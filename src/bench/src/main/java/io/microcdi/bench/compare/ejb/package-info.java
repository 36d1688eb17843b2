/** The service and its caller as a remote EJB on WildFly. */
package io.microcdi.bench.compare.ejb;
