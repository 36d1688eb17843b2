/** The processes that are killed, stopped and restarted. */
package io.microcdi.it.chaos.child;
