/**
 * The applications that the tests deploy in addition to the shipped WARs: one class for each case.
 */
package io.microcdi.it.app;
