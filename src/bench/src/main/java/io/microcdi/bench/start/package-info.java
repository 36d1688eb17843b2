/** What it costs to start an application that has many beans with routes. */
package io.microcdi.bench.start;
