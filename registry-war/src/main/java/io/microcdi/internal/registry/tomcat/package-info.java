/** The embedded server for {@code java -jar}; no container that the WAR is deployed on sees these classes. */
package io.microcdi.internal.registry.tomcat;
