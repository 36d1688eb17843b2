/**
 * What is asked of the server that a deployment runs on, and the only place where a server's name is known.
 */
package io.microcdi.internal.server;
