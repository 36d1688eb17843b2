/**
 * Starts servers with applications on them: WildFly and Payara each in a process of its own, Tomcat in this one. For the
 * demo and the benchmarks; nothing of it is shipped.
 */
package io.microcdi.launch;
