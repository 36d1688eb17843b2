/**
 * The portable extension: collects the routes of the application's beans, checks them and the configuration while the
 * application is deployed, and gives {@code MicroCaller} and {@code MicroNode} to inject.
 */
package io.microcdi.internal.cdi;
