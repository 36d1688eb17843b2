/** What the registry costs: by instance, by question, and by what its server can do at all. */
package io.microcdi.bench.registry;
