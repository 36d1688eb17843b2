/** The service that is called, in Java SE and in a WAR, and its ledger. */
package io.microcdi.it.chaos.app;
