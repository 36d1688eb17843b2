/**
 * The service on each server and in Java SE: it calls the next one of its kind.
 */
package io.microcdi.it.ring.app;
