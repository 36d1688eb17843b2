/**
 * The launcher of {@code java -jar registry.war}. It reads the command line, unpacks the application, and starts it in
 * the server that the archive contains. Only the JDK is on its class path.
 */
package io.microcdi.internal.registry.launcher;
