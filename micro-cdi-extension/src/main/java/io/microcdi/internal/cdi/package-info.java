/**
 * The portable extension. It collects the routes of the application's beans. It checks them and the configuration while
 * the application is deployed. It provides {@code MicroCaller} and {@code MicroNode} for injection.
 */
package io.microcdi.internal.cdi;
