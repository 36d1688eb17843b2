/** Links inside TLS, whose certificates nobody trusts but who is told to. */
package io.microcdi.it.tls;
