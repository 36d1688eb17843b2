/** Discovery: a node joins the registries, asks them for instances of other namespaces, and remembers the answers. */
package io.microcdi.internal.discovery;
