/** Providers that are stopped in order and started again, one after the other. */
package io.microcdi.it.chaos.redeploy;
