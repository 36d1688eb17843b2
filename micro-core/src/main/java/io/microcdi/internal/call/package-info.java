/** A call: an instance is chosen, a request sent, and where that is safe sent again elsewhere, within one deadline. */
package io.microcdi.internal.call;
