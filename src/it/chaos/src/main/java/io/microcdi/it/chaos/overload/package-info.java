/** More calls than a provider can answer. */
package io.microcdi.it.chaos.overload;
