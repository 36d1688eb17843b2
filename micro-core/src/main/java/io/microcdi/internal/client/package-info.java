/**
 * Typed clients: proxies of interfaces whose methods make calls. All reflection on an interface is done once, when its
 * client is made.
 */
package io.microcdi.internal.client;
