/** JSON, recordings and waiting for tests; it uses nothing of MicroCDI. */
package io.microcdi.testing.support;
