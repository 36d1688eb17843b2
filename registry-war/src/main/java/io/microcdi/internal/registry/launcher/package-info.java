/**
 * What {@code java -jar registry.war} starts: reads the command line, unpacks the application, and hands it to the server
 * that the archive carries. Nothing but the JDK is on its class path.
 */
package io.microcdi.internal.registry.launcher;
