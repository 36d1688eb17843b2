/** The caller's view of the registries: joining them, asking them who is where, and remembering it. */
package io.microcdi.internal.discovery;
