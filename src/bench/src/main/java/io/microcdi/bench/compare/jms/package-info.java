/** The service and its caller with JMS, by the broker in WildFly. */
package io.microcdi.bench.compare.jms;
