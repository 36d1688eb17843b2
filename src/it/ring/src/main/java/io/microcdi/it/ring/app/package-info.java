/**
 * What is deployed on each server, and runs in Java SE: a service that calls the next one of its kind.
 */
package io.microcdi.it.ring.app;
