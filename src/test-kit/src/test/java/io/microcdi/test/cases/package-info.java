/** Classes of tests that the tests of the kit run: some of them fail as they must. */
package io.microcdi.test.cases;
