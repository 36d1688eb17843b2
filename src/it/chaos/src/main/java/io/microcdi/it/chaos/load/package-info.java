/** Calls at a steady rate, what came of them, and the ledger of those that were called. */
package io.microcdi.it.chaos.load;
