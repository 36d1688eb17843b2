/** Who and where: namespaces, the keys of instances, and the path by which a node announces itself. Knows no socket. */
package io.microcdi.internal.address;
