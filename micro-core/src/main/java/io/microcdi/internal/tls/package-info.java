/**
 * The client's side of TLS: the certificates that a node trusts, its own certificate, and the check that a certificate
 * belongs to the dialled host. A server configures its own side.
 */
package io.microcdi.internal.tls;
