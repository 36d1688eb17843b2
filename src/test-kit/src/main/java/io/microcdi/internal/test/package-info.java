/** The kit for tests of applications: a world of nodes in memory, fakes of services, and the extensions of JUnit. */
package io.microcdi.internal.test;
