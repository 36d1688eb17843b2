/** A proxy that breaks connections, and network namespaces. */
package io.microcdi.it.chaos.net;
