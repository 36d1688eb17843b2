/**
 * Tests of applications that call services or serve routes: nodes and fakes of services in memory, with a clock of the
 * test's own. {@link io.microcdi.test.MicroTest} is where to begin.
 */
@NullMarked
package io.microcdi.test;

import org.jspecify.annotations.NullMarked;
