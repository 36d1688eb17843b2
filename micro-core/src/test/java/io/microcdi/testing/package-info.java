/** Doubles that several tests share: a timer that is advanced by hand. */
package io.microcdi.testing;
