/** Names and addresses: namespaces, the keys of instances, and announcements. The package does not use sockets. */
package io.microcdi.internal.address;
