/** Finds the HTTP listener of the server on which an application runs. Only this package knows the names of servers. */
package io.microcdi.internal.server;
