/** The events of a node for the JDK Flight Recorder, in JVMs that have it. */
package io.microcdi.internal.flight;
