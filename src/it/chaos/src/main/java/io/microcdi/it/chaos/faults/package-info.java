/** Processes that die, hang or fail while they are called. */
package io.microcdi.it.chaos.faults;
