/** Whether a call costs a node the same when it has more of everything: routes, calls that wait, links. */
package io.microcdi.bench.growth;
