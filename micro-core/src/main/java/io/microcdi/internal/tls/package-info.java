/**
 * The client's side of TLS: what a node trusts, how it presents itself, and that a certificate is that of the host which
 * was dialled. The server's side is the server's own.
 */
package io.microcdi.internal.tls;
