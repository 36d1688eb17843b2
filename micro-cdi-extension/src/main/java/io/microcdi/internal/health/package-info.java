/** The node's checks for MicroProfile Health, if the server has it. */
package io.microcdi.internal.health;
