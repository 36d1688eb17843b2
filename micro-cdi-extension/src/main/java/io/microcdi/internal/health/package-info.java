/** The node's part in the server's MicroProfile Health, where it has that. */
package io.microcdi.internal.health;
