/**
 * What is deployed beside the WARs that are shipped: one class a case.
 */
package io.microcdi.it.app;
