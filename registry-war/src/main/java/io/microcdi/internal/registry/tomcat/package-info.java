/** The embedded server for {@code java -jar}. A container on which the WAR is deployed does not see these classes. */
package io.microcdi.internal.registry.tomcat;
