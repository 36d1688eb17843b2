/** The registry's logic: who is registered under which namespace, who is alive, and who is found. */
package io.microcdi.registry;
