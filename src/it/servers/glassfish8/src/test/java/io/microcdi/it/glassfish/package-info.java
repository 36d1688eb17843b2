/** The parts that the adapter lacks for GlassFish 8. */
package io.microcdi.it.glassfish;
