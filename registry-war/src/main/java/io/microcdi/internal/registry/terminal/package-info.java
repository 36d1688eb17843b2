/** The registry's commands for a terminal. A container on which the WAR is deployed does not see these classes. */
package io.microcdi.internal.registry.terminal;
