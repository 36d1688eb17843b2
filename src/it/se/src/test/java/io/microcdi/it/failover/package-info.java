/** Providers in processes of their own, of which one is killed or stopped while it is called. */
package io.microcdi.it.failover;
